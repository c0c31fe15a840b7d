"""The states of an exchange: in which one it ends, and which changes are impossible."""

import asyncio
import weakref
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.service.asgi import Call
from undercroft.edge.exchange import Exchange
from undercroft.edge.request_log import RequestLog
from undercroft.edge.states import NEXT, OPEN, TAKEN, State
from undercroft.edge.terms import Terms
from undercroft.errors import ShuttingDown
from undercroft.telemetry.metrics import Metrics

App = Callable[[Any, Any, Any], Awaitable[None]]


class Watched:
    """An application whose only exchange a test can inspect, with every state that it was in."""

    def __init__(self, app: App, timeout: float) -> None:
        self._app = app
        log = RequestLog(Metrics(), name="service", unlogged=())
        self._terms = Terms(timeout, {}, {}, log, None)
        self.exchange: Exchange | None = None
        self.states: list[State] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        states = self.states

        class Noting(Exchange):
            def __setattr__(self, name: str, value: Any) -> None:
                super().__setattr__(name, value)
                if name == "state":
                    states.append(value)

        self.exchange = Noting(self._terms, scope, receive, send)
        await self.exchange.run(self._app)


async def read(receive: Any) -> None:
    while (await receive())["more_body"]:
        pass


async def start(send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def end(send: Any) -> None:
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def answers(scope: Any, receive: Any, send: Any) -> None:
    await read(receive)
    await start(send)
    await end(send)


async def answers_unread(scope: Any, receive: Any, send: Any) -> None:
    await start(send)
    await end(send)


async def never(scope: Any, receive: Any, send: Any) -> None:
    await read(receive)
    await asyncio.Event().wait()


async def half(scope: Any, receive: Any, send: Any) -> None:
    await read(receive)
    await start(send)
    await asyncio.Event().wait()


async def broken(scope: Any, receive: Any, send: Any) -> None:
    raise RuntimeError("a bug")


@pytest.mark.parametrize(
    ("app", "states"),
    [
        pytest.param(answers, "reading waiting answering ended", id="an answer"),
        pytest.param(answers_unread, "reading answering ended", id="an answer before the body was read"),
        pytest.param(broken, "reading answering ended", id="an error"),
        pytest.param(never, "reading waiting cutting cut", id="the deadline"),
        pytest.param(half, "reading waiting answering broken", id="the deadline after the answer began"),
    ],
)
async def test_the_states_of_an_exchange(app: App, states: str) -> None:
    watched = Watched(app, 0.01)
    call = Call(watched, "POST", "/", parts=(b"{}",))
    await asyncio.wait({call.task})
    assert [state.value for state in watched.states] == states.split()


@pytest.mark.parametrize("app", [never, half], ids=["before the answer", "within the answer"])
async def test_a_client_that_leaves(monkeypatch: pytest.MonkeyPatch, app: App) -> None:
    monkeypatch.setattr("undercroft.edge.exchange.WATCH_AFTER", 0)
    watched = Watched(app, 60)
    call = Call(watched, "GET", "/")
    call.leave()
    async with asyncio.timeout(5):
        await call.task
    assert watched.states[-1] is State.LEFT


async def test_what_was_cut_holds_nothing_of_the_server() -> None:
    watched = Watched(never, 0.01)
    call = Call(watched, "POST", "/", parts=(b"{}",))
    await call.task
    assert watched.states[-1] is State.CUT
    assert watched.exchange is not None
    exchange = weakref.ref(watched.exchange)
    del watched.exchange, call
    # The task that watched ends after the exchange.
    await asyncio.sleep(0)
    assert exchange() is None


async def test_what_is_over_cannot_be_cut() -> None:
    watched = Watched(answers, 60)
    call = Call(watched, "GET", "/")
    await call.task
    assert watched.exchange is not None
    await watched.exchange.cut(ShuttingDown())
    assert (call.status, watched.exchange.state) == (200, State.ENDED)


async def test_a_way_that_is_none() -> None:
    async def twice(scope: Any, receive: Any, send: Any) -> None:
        await start(send)
        await start(send)

    call = Call(Watched(twice, 60), "GET", "/")
    with pytest.raises(RuntimeError, match="an exchange cannot go from answering to answering"):
        await call.task


def test_every_state_has_its_ways() -> None:
    assert set(NEXT) == set(State)
    assert {state for state, following in NEXT.items() if not following} == set(State) - {*OPEN, State.CUTTING}
    assert set(OPEN) | set(TAKEN) | {State.ENDED} == set(State)
