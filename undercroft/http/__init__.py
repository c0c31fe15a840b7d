"""What handlers use of HTTP: problems, requests, ETags, idempotency and bodies."""
