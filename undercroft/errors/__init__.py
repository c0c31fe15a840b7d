"""The errors of any service: what can go wrong, and what the answer says about it.

    RequestError                     answered as application/problem+json
    ├── Invalid                      400  the request breaks the API's rules; says where
    │   └── CursorUnknown            400
    ├── Unauthenticated              401
    │   ├── KeyMissing               401
    │   └── KeyUnknown               401
    ├── Forbidden                    403
    ├── NotFound                     404
    ├── MethodNotAllowed             405
    ├── BodyTimeout                  408  and the connection closes
    ├── Conflict                     409
    │   └── IdempotencyKeyInFlight   409  with Retry-After
    ├── PreconditionFailed           412
    ├── TooLarge                     413
    ├── TargetTooLong                414
    ├── UnsupportedMedia             415
    ├── IdempotencyKeyReused         422
    ├── TooManyRequests              429  with Retry-After
    ├── HeadTooLarge                 431
    ├── InternalError                500  a bug: logged in full, and the answer says nothing about it
    ├── Unavailable                  503  with Retry-After
    │   ├── ConnectionLost           503
    │   ├── DatabaseReadOnly         503  a standby, or read-only
    │   ├── DatabaseFull             503
    │   ├── SchemaUnfit              503  it lacks a table, a column or a type
    │   ├── StorageFailing           503
    │   ├── PoolExhausted            503
    │   └── ShuttingDown             503
    └── DeadlineExceeded             504

    CommandError                     ends a command: one clear line on stderr, exit status 1
    ├── SettingsError
    ├── MigrationError
    ├── DatabaseUnusable
    ├── RightsLacking
    └── CannotServe

    JobError                         an attempt at a job failed; the text is stored with the job and holds no personal data
    └── JobHopeless

An application adds its own errors below these. `http/problems.py` turns errors of PostgreSQL and Litestar into them.
"""

from .command_errors import (
    CannotServe,
    CommandError,
    DatabaseUnusable,
    MigrationError,
    RightsLacking,
    SettingsError,
)
from .constraints import on_constraint
from .job_errors import JobError, JobHopeless
from .refusals import LOST_ERRORS, outage, refusal
from .request_errors import (
    BodyTimeout,
    Conflict,
    ConnectionLost,
    CursorUnknown,
    DatabaseFull,
    DatabaseReadOnly,
    DeadlineExceeded,
    FieldError,
    Forbidden,
    HeadTooLarge,
    IdempotencyKeyInFlight,
    IdempotencyKeyReused,
    InternalError,
    Invalid,
    KeyMissing,
    KeyUnknown,
    MethodNotAllowed,
    NotFound,
    PoolExhausted,
    PreconditionFailed,
    RequestError,
    SchemaUnfit,
    ShuttingDown,
    StorageFailing,
    TargetTooLong,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)

__all__ = [
    "LOST_ERRORS",
    "BodyTimeout",
    "CannotServe",
    "CommandError",
    "Conflict",
    "ConnectionLost",
    "CursorUnknown",
    "DatabaseFull",
    "DatabaseReadOnly",
    "DatabaseUnusable",
    "DeadlineExceeded",
    "FieldError",
    "Forbidden",
    "HeadTooLarge",
    "IdempotencyKeyInFlight",
    "IdempotencyKeyReused",
    "InternalError",
    "Invalid",
    "JobError",
    "JobHopeless",
    "KeyMissing",
    "KeyUnknown",
    "MethodNotAllowed",
    "MigrationError",
    "NotFound",
    "PoolExhausted",
    "PreconditionFailed",
    "RequestError",
    "RightsLacking",
    "SchemaUnfit",
    "SettingsError",
    "ShuttingDown",
    "StorageFailing",
    "TargetTooLong",
    "TooLarge",
    "TooManyRequests",
    "Unauthenticated",
    "Unavailable",
    "UnsupportedMedia",
    "on_constraint",
    "outage",
    "refusal",
]
