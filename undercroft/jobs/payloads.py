"""A job's payload, read as what its handler takes."""

import re
from typing import TypeVar

import msgspec
from msgspec import Struct

from ..errors import JobHopeless
from .queries import Job

S = TypeVar("S", bound=Struct)

# What msgspec quotes of the payload.
_QUOTED = re.compile(r"^(Invalid (?:enum )?value|Object contains unknown field)\b.*?(?= - at |$)", re.DOTALL)


def payload_of(job: Job, kind: type[S]) -> S:
    """The payload; or JobHopeless with the reason, since no further try would read it."""
    try:
        return msgspec.json.decode(job.payload, type=kind)
    except (msgspec.MsgspecError, RecursionError) as error:
        why = _QUOTED.sub(r"\1", str(error))
        raise JobHopeless(f"the payload cannot be read as {kind.__name__}: {why}") from None
