"""What the API's description says before its calls."""

from undercroft.openapi.description import About

TEXT = """\
Send a key with every call but those of probes, metrics and this description: `Authorization: Bearer <key>`. One with
the scope read may GET, one with the scope write everything.

Bodies are JSON in UTF-8 unless another type is named, and may have 1 MiB, a file of users 64 MiB, unless the service is
set otherwise; unknown fields and parameters are errors. Answers may get more fields in time: pass over those that you
do not know. Ids are UUIDs, times RFC 3339 in UTC, money a decimal string with at most two decimals, above 0 and below
10^10.

Every error is application/problem+json: a program goes by its `type`. After 429 and 503 try again in Retry-After
seconds. After 500, 503 and 504 it is not said whether a change was made: If-Match and Idempotency-Key make it safe to
send it again. Beside what is described here, a path that is none is 404, a method that a path does not have is 405 with
Allow; HEAD works where GET does, and OPTIONS tells the methods.

Lists come in pages: while `next_cursor` is not null, call again with it as `cursor` and with the same filters and order.

Every answer has an X-Request-ID: the caller's, if it sent one of 1 to 64 characters of A-Za-z0-9_-, or else a new ULID.
The answers to a request with a key tell by RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers) how
many requests a second the key may send, and how many are left to it: a bucket that fills at a steady rate. Each process
of the service counts for itself."""

ABOUT = About("The service", "0.1.0", TEXT, "`python -m service keys create NAME --scope read|write`")
