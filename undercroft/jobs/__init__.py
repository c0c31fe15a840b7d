"""Durable jobs and the mail that they send."""
