"""Litestar without its events, which nobody here uses."""

from typing import Any, Self

from litestar.events import BaseEventEmitterBackend


class NoEvents(BaseEventEmitterBackend):
    """Litestar's own would wrap every error of a start in a group, and the command could not say what is wrong."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """There is nothing to end."""

    def emit(self, event_id: str, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError("there are no events")
