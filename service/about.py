"""The introduction to the API's description."""

from undercroft.openapi.description import About

TEXT = """\
Send a key with every call except probes, metrics and this description: `Authorization: Bearer <key>`. A key with the
scope read may call what only reads: every GET, and getOrderSummaries. A key with the scope write may do everything.

Bodies are JSON in UTF-8 unless another type is named. A body may have 1 MiB, and a file of users 64 MiB, unless the
service is configured otherwise. One that stalls is 408, and the connection closes. Fields and parameters that are
unknown or come twice are errors. Answers may get more fields in the future: ignore those that you do not know. Ids are
UUIDs. Times are RFC 3339 in UTC. Money is a decimal string with at most two decimals, above 0 and below 10^10.

Every error is application/problem+json; a program should go by its `type`. After 429 and 503, try again in Retry-After
seconds. After 500, 503 and 504 you cannot know whether a change was made; If-Match and Idempotency-Key make it safe to
send it again. A path that is not described here is 404, also one that only differs by another slash, by case, or by
%-escapes that are not needed; and a method that a path does not have is 405 with Allow. HEAD works where GET does, and
OPTIONS lists the methods. A target of more than 8 KiB is 414, and with headers of more than 64 KiB it is 431.

Lists come in pages: while `next_cursor` is not null, call again with it as `cursor`, with the same filters and order.

Every answer has an X-Request-ID: the caller's, if it sent 1 to 64 characters of A-Za-z0-9_-, or else a new ULID. The
answers to a request with a key say in RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers) how many
requests a second the key may send, and how many it has left: a bucket that fills at a steady rate. Each process of the
service counts for itself."""

ABOUT = About("The service", "0.1.0", TEXT, "`python -m service keys create NAME --scope read|write`")
