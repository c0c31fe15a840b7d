"""An example of each format that a text may have, by its name in JSON Schema."""

EXAMPLES = {
    "uuid": "3f2b8c1e-6a4d-4f0b-9c57-1d8e2a7b6f90",
    "date": "2026-11-26",
    "date-time": "2026-11-26T08:00:00Z",
    "time": "08:00:00Z",
    "duration": "PT1H",
    "email": "ada@example.org",
    "uri": "https://example.org/",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "hostname": "example.org",
    "regex": "^a$",
}
