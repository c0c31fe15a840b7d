"""How a handler says in which ways its call may fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self

from litestar.openapi.datastructures import ResponseSpec

from ..errors import RequestError
from .problems import MEDIA_TYPE, Problem


class Uncopied:
    """Stays the same object when Litestar makes a deep copy of a handler to register it."""

    def __deepcopy__(self, memo: object) -> Self:
        return self


@dataclass
class Failure(Uncopied, ResponseSpec):
    """An answer that is a problem, with errors as its examples."""

    errors: list[RequestError] = field(default_factory=list[RequestError])
    # Whether the usual examples of this status are shown too.
    is_usual: bool = False


def failures(*ways: int | RequestError) -> Mapping[int, ResponseSpec]:
    """The `responses` for a handler: statuses, or errors as examples of them.

    Leave out failures that any call with a body, with parameters or with a key may have.
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
