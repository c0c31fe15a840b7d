"""How a handler says what its call may fail with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self

from litestar.openapi.datastructures import ResponseSpec

from ..errors import RequestError
from .problems import MEDIA_TYPE, Problem


class Uncopied:
    """Stays the same object where Litestar copies a handler, deeply, to register it."""

    def __deepcopy__(self, memo: object) -> Self:
        return self


@dataclass
class Failure(Uncopied, ResponseSpec):
    """A problem as an answer, with errors that show it."""

    errors: list[RequestError] = field(default_factory=list[RequestError])
    # Whether the errors that any call of this kind may have with this status are shown too.
    is_usual: bool = False


def failures(*ways: int | RequestError) -> Mapping[int, ResponseSpec]:
    """The statuses of a call's own failures, or errors that show one.

    Leave out what follows from a body, from parameters, or from the need of a key.
    """
    found: dict[int, Failure] = {}
    for way in ways:
        status = way if isinstance(way, int) else way.status
        failure = found.setdefault(status, _failure(status))
        if isinstance(way, int):
            failure.is_usual = True
        else:
            failure.errors.append(way)
    return found


def _failure(status: int) -> Failure:
    return Failure(Problem, generate_examples=False, media_type=MEDIA_TYPE, description=HTTPStatus(status).phrase)
