"""The callers of a batched query get what they should, whatever happens between a call and the end of its query."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqlwright.drivers.asyncpg.runtime.keyed_lookups import KeyedLookups, LookupKey
from sqlwright.drivers.asyncpg.runtime.lookups import KEYS_AT_ONCE, Lookups
from tests.sqlwright.runtime.lookup_model import CALLER, BadKeyError, Pooled, Single

KINDS = pytest.mark.parametrize("kind", [Single, Pooled], ids=["connection", "pool"])


def lookups(db: Single) -> Lookups:
    return Lookups(db, "one", "many", int, 0)


def keyed(db: Single) -> KeyedLookups:
    """The first argument is shared, and the second one is the key."""
    return KeyedLookups(db, "one", "many", [LookupKey(1, int, 0)], 2)


async def turns(count: int = 8) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def run(test: Callable[[], Coroutine[Any, Any, None]], *, collected: bool = True) -> None:
    """Runs in a loop of its own, and fails if an exception is never retrieved or a task is left."""
    complaints: list[Any] = []

    async def watched() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        await test()
        await turns()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(watched())
    if collected:
        gc.collect()
    assert complaints == []


async def started(rows: Lookups, *keys: Any) -> list[asyncio.Task[Any]]:
    """Starts callers: their query is under way afterwards, or they wait until another query ends."""
    callers = [asyncio.ensure_future(rows.row(key)) for key in keys]
    await turns()
    return callers


@KINDS
def test_what_is_called_in_a_turn_is_one_query_of_each_key_once(kind: type[Single]) -> None:
    async def test() -> None:
        db = kind()
        db.versions = {1: 10, 2: 20}
        callers = await started(lookups(db), 1, 2, 1, 3)
        assert [sent.keys for sent in db.sent] == [[1, 2, 3]]
        db.sent[0].succeed()
        assert await asyncio.gather(*callers) == [(1, 10), (2, 20), (1, 10), None]

    run(test)


@KINDS
def test_no_call_joins_a_query_that_was_sent_before(kind: type[Single]) -> None:
    async def test() -> None:
        db = kind()
        rows = lookups(db)
        old = await started(rows, 1)
        db.versions[1] = 10
        new = await started(rows, 1)
        db.sent[0].succeed()
        await turns()
        assert await old[0] is None
        db.sent[1].succeed()
        assert await new[0] == (1, 10)

    run(test)


def test_calls_gather_while_as_many_queries_as_may_be_are_under_way() -> None:
    async def test() -> None:
        db = Pooled()
        rows = lookups(db)
        callers = [*await started(rows, 1), *await started(rows, 2), *await started(rows, 3), *await started(rows, 4)]
        assert [list(sent.keys) for sent in db.sent] == [[1], [2]]
        db.sent[1].succeed()
        await turns()
        assert [list(sent.keys) for sent in db.sent] == [[1], [2], [3, 4]]
        for sent in list(db.under_way):
            sent.succeed()
        await asyncio.gather(*callers)

    run(test)


def test_more_keys_than_a_query_takes_are_sent_in_several() -> None:
    async def test() -> None:
        db = Pooled()
        callers = await started(lookups(db), *range(2 * KEYS_AT_ONCE + 1))
        assert [len(sent.keys) for sent in db.sent] == [KEYS_AT_ONCE, KEYS_AT_ONCE]
        while db.under_way:
            db.under_way[0].succeed()
            await turns()
        assert [len(sent.keys) for sent in db.sent] == [KEYS_AT_ONCE, KEYS_AT_ONCE, 1]
        await asyncio.gather(*callers)

    run(test)


@KINDS
def test_who_gives_up_leaves_the_others_alone(kind: type[Single]) -> None:
    async def test() -> None:
        db = kind()
        db.versions = {1: 10, 2: 20}
        first, second, third = await started(lookups(db), 1, 1, 2)
        first.cancel()
        third.cancel()
        await turns()
        assert (first.cancelled(), third.cancelled(), db.sent[0].cancelled) == (True, True, False)
        db.sent[0].succeed()
        assert await second == (1, 10)

    run(test)


@KINDS
def test_a_query_for_which_nobody_waits_ends_before_the_next_begins(kind: type[Single]) -> None:
    async def test() -> None:
        db = kind()
        rows = lookups(db)
        gone = [task for key in range(db.most) for task in await started(rows, key)]
        waiting = await started(rows, 7)
        for task in gone:
            task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone[0]
        assert db.sent[0] not in db.under_way, "the connection is free for whoever gave up"
        await turns()
        assert [sent.cancelled for sent in db.sent[: db.most]] == [True] * db.most
        db.under_way[-1].succeed()
        assert await waiting[0] is None

    run(test)


def test_who_gives_up_before_the_query_begins_is_not_asked_for() -> None:
    async def test() -> None:
        db = Single()
        rows = lookups(db)
        callers = await started(rows, 1)
        gone = await started(rows, 2)
        gone[0].cancel()
        await turns()
        alone = asyncio.ensure_future(rows.row(3))
        await asyncio.sleep(0)
        alone.cancel()
        await turns()
        db.sent[0].succeed()
        await asyncio.gather(*callers)
        await turns()
        assert [list(sent.keys) for sent in db.sent] == [[1]]

    run(test)


def test_who_gives_up_in_the_turn_of_the_call_is_not_asked_for() -> None:
    async def test() -> None:
        db = Single()
        caller = asyncio.ensure_future(lookups(db).row(1))
        await asyncio.sleep(0)
        caller.cancel()
        await turns()
        assert (caller.cancelled(), db.sent) == (True, [])

    run(test)


def test_a_call_that_is_closed_is_no_caller_any_more() -> None:
    async def test() -> None:
        db = Single()
        call = lookups(db).row(1)
        call.send(None)
        call.close()
        await turns()
        assert db.sent == []

    run(test)


def test_who_is_cancelled_as_the_answer_comes_gives_up_in_silence() -> None:
    async def test() -> None:
        db = Single()
        rows = lookups(db)
        for end in (lambda: db.sent[-1].succeed(), lambda: db.sent[-1].fail(ConnectionError())):
            for count in range(6):
                gone, stays = await started(rows, 1, 1)
                end()
                await turns(count)
                gone.cancel()
                await asyncio.gather(gone, stays, return_exceptions=True)

    run(test)


@KINDS
def test_an_error_reaches_every_caller_with_a_traceback_of_its_own(kind: type[Single]) -> None:
    async def test() -> None:
        db = kind()
        callers = await started(lookups(db), 1, 1, 2)
        db.sent[0].fail(ConnectionError("lost"))
        found: list[Any] = await asyncio.gather(*callers, return_exceptions=True)
        assert [repr(error) for error in found] == ["ConnectionError('lost')"] * 3
        assert len(set(map(id, found))) == 3
        depths = [len(list(frames(error))) for error in found]
        assert len(set(depths)) == 1

    run(test)


def frames(error: BaseException) -> Any:
    found = error.__traceback__
    while found is not None:
        yield found
        found = found.tb_next


def test_an_error_that_cannot_be_copied_is_everybodys() -> None:
    class OddError(Exception):
        def __init__(self, one: int, two: int) -> None:
            super().__init__(one)

    async def test() -> None:
        db = Single()
        callers = await started(lookups(db), 1, 2)
        db.sent[0].fail(OddError(1, 2))
        found = await asyncio.gather(*callers, return_exceptions=True)
        assert [type(error) for error in found] == [OddError, OddError]

    run(test)


@KINDS
def test_a_bad_key_is_its_callers_alone(kind: type[Single]) -> None:
    async def test() -> None:
        db = kind()
        db.versions = {key: key for key in range(9)}
        callers = await started(lookups(db), *range(5), -1, *range(5, 9))
        while db.under_way:
            db.under_way[0].succeed()
            await turns()
        found = await asyncio.gather(*callers, return_exceptions=True)
        assert [row for row in found if isinstance(row, tuple)] == [(key, key) for key in range(9)]
        assert repr(found[5]) == "BadKeyError(-1)"

    run(test)


def test_the_error_of_a_bad_key_whose_caller_has_gone_is_nobodys() -> None:
    async def test() -> None:
        db = Single()
        db.versions[2] = 20
        gone, stays = await started(lookups(db), 1, 2)
        gone.cancel()
        db.sent[0].fail(BadKeyError(1))
        await turns()
        db.sent[1].succeed()
        assert await stays == (2, 20)

    run(test)


def test_what_may_compare_otherwise_is_asked_for_alone() -> None:
    class Odd(int):
        def __eq__(self, other: object) -> bool:
            return False

        __hash__ = int.__hash__

    async def test() -> None:
        db = Pooled()
        callers = await started(lookups(db), 1, "1", True, [2], Odd(3))
        while db.under_way:
            db.under_way[0].succeed()
            await turns()
        assert repr([list(sent.keys) for sent in db.sent]) == "[[1], ['1'], [[2]], [3]]"
        await asyncio.gather(*callers)

    run(test)


def test_a_key_that_comes_back_as_something_else_is_asked_for_alone() -> None:
    async def test() -> None:
        db = Pooled()
        callers = await started(lookups(db), 1, 2)
        db.sent[0].rows = [("1", 1), ("2", 2)]
        db.versions = {1: 10, 2: 20}
        db.sent[0].succeed()
        await turns()
        for sent in list(db.under_way):
            sent.succeed()
        assert await asyncio.gather(*callers) == [(1, 10), (2, 20)]

    run(test)


@pytest.mark.parametrize(
    ("shared", "together"),
    [
        ((1, 1), True),
        ((None, None), True),
        (("a", "a"), True),
        ((UUID(int=1), UUID(int=1)), True),
        ((datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)), True),
        ((1, 2), False),
        ((1, True), False),
        ((1, 1.0), False),
        ((0.0, -0.0), False),
        ((Decimal("1.0"), Decimal("1.0")), False),
        (([1], [1]), False),
        ((None, 0), False),
        ((datetime(2026, 1, 1), datetime(2026, 1, 1, fold=1, tzinfo=ZoneInfo("Europe/Oslo"))), False),
    ],
)
def test_only_calls_with_the_very_same_shared_values_are_one_query(shared: tuple[Any, Any], together: bool) -> None:
    async def test() -> None:
        db = Pooled()
        rows = keyed(db)
        one, other = shared
        callers = [asyncio.ensure_future(rows.row_of(one, 1)), asyncio.ensure_future(rows.row_of(other, 2))]
        await turns()
        assert len(db.sent) == (1 if together else 2)
        for sent in list(db.under_way):
            sent.succeed()
        await asyncio.gather(*callers)

    run(test)


def test_the_query_is_in_no_callers_context() -> None:
    async def test() -> None:
        db = Single()
        CALLER.set("somebody")
        callers = await started(lookups(db), 1)
        assert db.sent[0].caller == "nobody"
        db.sent[0].succeed()
        await callers[0]

    run(test)


def test_a_query_cancelled_from_outside_takes_its_callers_along() -> None:
    async def test() -> None:
        db = Single()
        rows = lookups(db)
        mine = asyncio.all_tasks()
        callers = await started(rows, 1, 2)
        waiting = await started(rows, 3)
        (flight,) = asyncio.all_tasks() - mine - {*callers, *waiting}
        flight.cancel()
        found = await asyncio.gather(*callers, return_exceptions=True)
        assert [type(error) for error in found] == [asyncio.CancelledError] * 2
        db.sent[1].succeed()
        await asyncio.gather(*waiting)
        before = asyncio.ensure_future(rows.row(4))
        await asyncio.sleep(0)
        (flight,) = asyncio.all_tasks() - mine - {before}
        flight.cancel()
        await turns()
        db.sent[2].succeed()
        assert await before is None

    run(test)


def test_one_loop_after_another() -> None:
    db = Single()
    rows = lookups(db)

    async def test() -> None:
        callers = await started(rows, 1)
        db.sent[-1].succeed()
        assert await callers[0] is None

    async def cut_off() -> None:
        tasks = await started(rows, 1, 2)
        await started(rows, 3)
        assert len(tasks) == 2

    for _ in range(2):
        run(test)
        asyncio.run(cut_off())  # which cancels what is left
    abandoned = asyncio.new_event_loop()
    abandoned.run_until_complete(cut_off())
    db.under_way.clear()  # that loop's connection is gone
    run(test)
    for task in asyncio.all_tasks(abandoned):
        task.cancel()
    abandoned.run_until_complete(turns())
    abandoned.close()
    run(test)


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["call", "write"]), st.integers(-1, 4)),
        st.tuples(st.sampled_from(["turn", "succeed", "fail", "cancel"]), st.integers(0, 9)),
    ),
    max_size=60,
)


@settings(max_examples=300)
@given(actions=ACTIONS, pooled=st.booleans(), groups=st.integers(1, 3))
def test_every_caller_gets_what_a_call_of_its_own_would_have_given(
    actions: list[tuple[str, int]], pooled: bool, groups: int
) -> None:
    async def test() -> None:
        db = Pooled() if pooled else Single()
        rows, rows_of = lookups(db), keyed(db)
        callers: list[tuple[int, int, int, asyncio.Task[Any]]] = []
        lost: list[tuple[int, list[int]]] = []
        cancelled: set[asyncio.Task[Any]] = set()
        for action, number in actions:
            match action:
                case "call":
                    # Keys that follow each other are called with other shared values.
                    call = rows.row(number) if groups == 1 else rows_of.row_of(number % groups, number)
                    task = asyncio.ensure_future(call)
                    callers.append((number, db.versions.get(number, 0), len(db.sent), task))
                    await asyncio.sleep(0)
                case "write":
                    db.versions[number] = db.versions.get(number, 0) + 1
                case "turn":
                    await asyncio.sleep(0)
                case "cancel" if callers:
                    task = callers[number % len(callers)][3]
                    if task.cancel():
                        cancelled.add(task)
                case "succeed" | "fail" if waiting := [sent for sent in db.under_way if not sent.ended]:
                    sent = waiting[number % len(waiting)]
                    if action == "succeed":
                        sent.succeed()
                    else:
                        sent.fail(ConnectionError())
                        lost.append((db.sent.index(sent), list(sent.keys)))
                case _:
                    pass
        for _ in range(100):  # far more than the waiting keys can need
            for sent in db.under_way:
                if not sent.ended:
                    sent.succeed()
            await turns(1)
        assert all(len({key % groups for key in sent.keys}) == 1 for sent in db.sent)
        for key, version, queries, task in callers:
            assert task.done()
            if task.cancelled():
                assert task in cancelled
            elif error := task.exception():
                if key < 0:
                    assert repr(error) == f"BadKeyError({key})"
                else:
                    # The query that failed was sent after the call, and for its key.
                    assert isinstance(error, ConnectionError)
                    assert any(index >= queries and key in keys for index, keys in lost)
            else:
                assert key >= 0
                found = task.result()
                assert (found or (key, 0))[0] == key
                assert (found or (key, 0))[1] >= version

    run(test, collected=False)  # which would take longer than everything else


def test_tasks_that_begin_at_once_are_collected_too() -> None:
    factory: Callable[..., Awaitable[Any]] | None = getattr(asyncio, "eager_task_factory", None)
    if factory is None:
        pytest.skip("Python 3.12 has them")

    async def test() -> None:
        asyncio.get_running_loop().set_task_factory(factory)  # type: ignore[arg-type]
        db = Single()
        callers = await started(lookups(db), 1, 2)
        assert [sent.keys for sent in db.sent] == [[1, 2]]
        db.sent[0].succeed()
        await asyncio.gather(*callers)

    run(test)
