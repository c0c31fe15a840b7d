"""Jobs: done at least once, by one worker at a time, again after a failure, and never lost."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar

import asyncpg
import pytest

from generated import listen
from generated.jobs import JOB_DUE_CHANNEL, FailJobRow, JobsQueries, ParkUnknownJobsRow, TakeJobsRow
from generated.users import UsersQueries
from service import APPLICATION
from tests.service.mailbox import mailbox
from tests.service.running import make_user, serving
from undercroft.database.connections import querying
from undercroft.database.pool import Database
from undercroft.errors import JobError, JobHopeless, PoolExhausted
from undercroft.jobs.queries import Handler, Job
from undercroft.jobs.tries import TRIES
from undercroft.jobs.worker import LEASE, Listening, Worker
from undercroft.testing.databases import Connection, connect

KIND = "test"


@pytest.fixture
async def still(database_url: str) -> AsyncGenerator[Connection]:
    """A connection in a transaction, where now() stands still."""
    async with querying(database_url, APPLICATION.generated) as connection, connection.transaction():
        yield connection


async def queue(database: Database, number: int = 1, *, attempts: int = 0) -> None:
    await database.execute(
        "insert into jobs (kind, payload, attempts) select $1, to_jsonb(n), $2 from generate_series(1, $3) n",
        KIND,
        attempts,
        number,
    )


async def end_leases(database: Database) -> None:
    await database.execute("update jobs set run_at = now()")


async def state(database: Database) -> tuple[int, bool, bool, str | None]:
    """The state of the only job: the number of tries, whether it is due, whether it is parked, and the last error."""
    sql = "select attempts, parked_at is null and run_at <= now(), parked_at is not null, last_error from jobs"
    return tuple(await database.fetchrow(sql))


async def number_left(database: Database) -> int:
    return (await database.fetchrow("select count(*) from jobs"))[0]


class Noting:
    """A handler that notes the jobs it did, and then raises what the test wants."""

    def __init__(self, *errors: Exception) -> None:
        self.done: list[int] = []
        self._errors = list(errors)

    async def __call__(self, job: Job) -> None:
        self.done.append(int(job.payload))
        if self._errors:
            raise self._errors.pop(0)


async def turn(worker: Worker) -> int:
    """Let the worker do what is due."""
    taken = await worker.take()
    await worker.drain()
    return taken


async def test_a_new_user_is_welcomed(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.jobs.worker.POLL_SECONDS", 60)
    async with mailbox() as box:
        async with serving(database_url, SMTP_URL=box.url, MAIL_FROM="hello@example.org") as client:
            user = await make_user(client, "ada@example.org", "Ada")
            recipient, mail = await box.next()
            await client.put(f"/users/{user['id']}", json={"email": "a@example.org", "name": "A"})
            await client.patch(f"/users/{user['id']}", json={"name": "B"})
            await client.post("/users", json={"email": "a@example.org", "name": "B"})
        assert box.is_empty
    assert (recipient, mail["From"], mail["Subject"]) == ("ada@example.org", "hello@example.org", "Welcome")
    assert mail.get_content().startswith("Hello Ada,")
    async with connect(database_url) as connection:
        assert await connection.fetchval("select count(*) from jobs") == 0
        # The identity column gave 1 number, so there was only ever 1 job.
        assert await connection.fetchval("select nextval(pg_get_serial_sequence('jobs', 'id'))") == 2


async def test_a_user_who_left_is_not_welcomed(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with connect(database_url) as connection:
        users = UsersQueries(connection)
        user = await users.create_user(email="ada@example.org", name="Ada")
        await users.soft_delete_user(id=user.id, expected=None)
    monkeypatch.setattr("undercroft.jobs.worker.POLL_SECONDS", 60)
    async with mailbox() as box:
        async with serving(database_url, SMTP_URL=box.url) as client:
            await make_user(client, "eve@example.org")
            assert (await box.next())[0] == "eve@example.org"
        assert box.is_empty


async def test_a_user_who_was_not_made_is_not_queued(connection: Connection) -> None:
    users = UsersQueries(connection)
    await users.create_user(email="ada@example.org", name="Ada")
    with pytest.raises(asyncpg.UniqueViolationError):
        async with connection.transaction():
            await users.create_user(email="ADA@example.org", name="Ada")
    assert await connection.fetchval("select count(*) from jobs") == 1


def listening(database: Database) -> Listening:
    return partial(listen, database.connect_alone, JOB_DUE_CHANNEL)


@pytest.fixture
def only_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers look by themselves only when they know that a job is due."""
    for name in ("POLL_SECONDS", "SLOW_POLL_SECONDS"):
        monkeypatch.setattr(f"undercroft.jobs.worker.{name}", 600)


class Counting:
    """A handler that says when it has done as many jobs as wanted."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self._changed = asyncio.Condition()

    async def __call__(self, job: Job) -> None:
        async with self._changed:
            self.done.append(int(job.payload))
            self._changed.notify_all()

    async def until(self, number: int) -> None:
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: len(self.done) >= number)


@pytest.mark.usefixtures("only_woken")
async def test_workers_that_listen_are_woken_and_share_the_jobs(database: Database) -> None:
    handler = Counting()
    workers = [Worker(JobsQueries(database), {KIND: handler}, listening=listening(database)) for _ in range(3)]
    await queue(database, 2)  # before anyone listens
    async with workers[0].running(), workers[1].running(), workers[2].running():
        await handler.until(2)
        await queue(database, 20)
        await handler.until(22)
    assert sorted(handler.done) == sorted([1, 2, *range(1, 21)])
    assert await number_left(database) == 0


@pytest.mark.usefixtures("only_woken")
async def test_a_job_for_later_runs_in_time(database: Database) -> None:
    handler = Counting()
    async with Worker(JobsQueries(database), {KIND: handler}, listening=listening(database)).running():
        await database.execute(
            "insert into jobs (kind, payload, run_at) values ($1, '1', now() + interval '0.2 seconds')", KIND
        )
        await handler.until(1)


@pytest.mark.usefixtures("only_woken")
async def test_a_worker_listens_again_after_its_connection_was_lost(database: Database) -> None:
    handler = Counting()
    async with Worker(JobsQueries(database), {KIND: handler}, listening=listening(database)).running():
        for number in range(1, 3):
            await queue(database)
            await handler.until(number)
            await database.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and application_name like '% listener'"
            )
        await queue(database)
        await handler.until(3)


async def test_a_worker_that_cannot_listen_looks_by_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("undercroft.jobs.worker.POLL_SECONDS", 0.01)

    async def connect() -> Connection:
        raise ConnectionRefusedError("gone")

    handler = Counting()
    refused = partial(listen, connect, JOB_DUE_CHANNEL)
    async with Worker(JobsQueries(database), {KIND: handler}, listening=refused).running():
        await queue(database)
        await handler.until(1)
    assert "the worker cannot listen: builtins.ConnectionRefusedError: gone" in caplog.text


async def test_what_makes_a_job_due_tells_the_workers(database: Database, jobs: JobsQueries) -> None:
    async with listen(database.connect_alone, JOB_DUE_CHANNEL) as events:

        async def told() -> int:
            """How many notifications came since the last call."""
            await jobs.job_due("end")
            number = 0
            async for event in events:
                if event == "end":
                    break
                assert event == KIND
                number += 1
            return number

        await queue(database, 3)
        assert await told() == 1
        taken = await jobs.take_jobs(kinds=[KIND], number=3, lease=LEASE)
        assert await told() == 0
        first, second, third = (job.id for job in taken)
        await jobs.finish_job(first)
        await jobs.fail_job(error="x", tries=5, id=second, attempt=1)
        assert await told() == 0
        await jobs.return_job(id=third, attempt=1)
        assert await told() == 1
        await jobs.take_jobs(kinds=[KIND], number=1, lease=LEASE)
        await jobs.fail_job(error="x", tries=1, id=third, attempt=1)
        assert await told() == 0
        assert await jobs.revive_jobs(None) == 1
        assert await told() == 1


async def test_a_job_of_another_process_is_found(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.jobs.worker.POLL_SECONDS", 0.01)
    found = asyncio.Event()

    async def find(_: Job) -> None:
        found.set()

    async with Worker(JobsQueries(database), {KIND: find}).running():
        await queue(database)
        async with asyncio.timeout(5):
            await found.wait()
    assert await number_left(database) == 0


async def test_a_failure_is_tried_again(database: Database, jobs: JobsQueries) -> None:
    handler = Noting(JobError("not now"))
    worker = Worker(jobs, {KIND: handler})
    await queue(database)
    assert await turn(worker) == 1
    assert await state(database) == (1, False, False, "not now")
    assert await turn(worker) == 0
    await end_leases(database)
    assert await turn(worker) == 1
    assert handler.done == [1, 1]
    assert await number_left(database) == 0


async def test_the_waits_grow_until_it_is_parked(still: Connection) -> None:
    jobs = JobsQueries(still)
    await still.execute("insert into jobs (kind, payload) values ($1, '{}')", KIND)
    now: datetime = await still.fetchval("select now()")
    for attempt in range(1, TRIES + 1):
        await still.execute("update jobs set run_at = now()")
        [job] = await jobs.take_jobs(kinds=[KIND], number=5, lease=LEASE)
        assert job.attempts == attempt
        failed = await jobs.fail_job(error="no", tries=TRIES, id=job.id, attempt=attempt)
        assert failed is not None
        longest = min(timedelta(seconds=5 * 2**attempt), timedelta(hours=1))
        assert longest / 2 <= failed.run_at - now <= longest
        assert (failed.parked_at is not None) == (attempt == TRIES)
    await still.execute("update jobs set run_at = now()")
    assert await jobs.take_jobs(kinds=[KIND], number=5, lease=LEASE) == []
    [parked] = await jobs.list_parked_jobs()
    assert (parked.last_error, parked.attempts) == ("no", TRIES)
    assert await jobs.revive_jobs([parked.id + 1]) == 0
    assert await jobs.revive_jobs(None) == 1
    [job] = await jobs.take_jobs(kinds=[KIND], number=5, lease=LEASE)
    assert job.attempts == 1


@pytest.mark.parametrize(
    ("error", "attempts", "parked", "why"),
    [
        pytest.param(JobHopeless("no such mailbox"), 0, True, "no such mailbox", id="hopeless"),
        pytest.param(JobError("not now"), TRIES - 1, True, "not now", id="the last try"),
        pytest.param(JobError("not now"), TRIES - 2, False, "not now", id="the last but one"),
        pytest.param(JobError("unused"), TRIES, True, "every worker that took it died", id="one that kills"),
        pytest.param(JobError("unused"), 999, True, "every worker that took it died", id="after very many tries"),
        pytest.param(ValueError("ada@example.org"), 0, False, "ValueError", id="a bug"),
        pytest.param(TimeoutError(), 0, False, "TimeoutError", id="too slow"),
    ],
)
async def test_what_becomes_of_a_failure(
    database: Database, jobs: JobsQueries, error: Exception, attempts: int, parked: bool, why: str
) -> None:
    await queue(database, attempts=attempts)
    await turn(Worker(jobs, {KIND: Noting(error)}))
    assert await state(database) == (attempts + 1, False, parked, why)


async def test_a_bug_is_logged_whole(database: Database, jobs: JobsQueries, caplog: pytest.LogCaptureFixture) -> None:
    await queue(database)
    await turn(Worker(jobs, {KIND: Noting(ValueError("a bug"))}))
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info


async def test_a_worker_that_dies_between_doing_and_noting(database: Database, jobs: JobsQueries) -> None:
    class Dying(JobsQueries):
        async def finish_job(self, id: int) -> int:
            raise RuntimeError("dead")

    handler = Noting()
    await queue(database)
    await turn(Worker(Dying(database), {KIND: handler}))
    survivor = Worker(jobs, {KIND: handler})
    assert await turn(survivor) == 0
    assert await state(database) == (1, False, False, None)
    await end_leases(database)
    assert await turn(survivor) == 1
    assert handler.done == [1, 1]
    assert await number_left(database) == 0


@pytest.mark.parametrize("error", [None, JobError("not now")], ids=["done", "failed"])
async def test_what_became_of_a_job_is_noted_once_the_database_is_back(
    database: Database, error: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undercroft.jobs.tries.NOTE_PAUSE", 0.0)

    class Away(JobsQueries):
        away: ClassVar = [ConnectionResetError(), PoolExhausted(), TimeoutError()]

        async def finish_job(self, id: int) -> int:
            if self.away:
                raise self.away.pop()
            return await super().finish_job(id)

        async def fail_job(self, *, error: str | None, tries: int, id: int, attempt: int) -> FailJobRow | None:
            if self.away:
                raise self.away.pop()
            return await super().fail_job(error=error, tries=tries, id=id, attempt=attempt)

    handler = Noting(error) if error else Noting()
    await queue(database)
    await turn(Worker(Away(database), {KIND: handler}))
    assert handler.done == [1]
    if error:
        assert await state(database) == (1, False, False, "not now")
    else:
        assert await number_left(database) == 0


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ConnectionResetError(), id="the connection"),
        pytest.param(asyncpg.AdminShutdownError("terminating connection"), id="the session"),
        pytest.param(PoolExhausted(), id="the pool"),
    ],
)
async def test_a_database_that_fails_is_no_bug_of_a_job(
    database: Database, jobs: JobsQueries, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    await queue(database)
    await turn(Worker(jobs, {KIND: Noting(error)}))
    assert await state(database) == (1, False, False, type(error).__name__)
    assert [record.levelname for record in caplog.records if record.levelno > logging.INFO] == ["WARNING"]


async def test_what_cannot_be_noted_is_told_in_one_line(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("undercroft.jobs.tries.NOTE_SECONDS", -1.0)

    class Away(JobsQueries):
        async def finish_job(self, id: int) -> int:
            raise ConnectionResetError("reset")

    await queue(database)
    await turn(Worker(Away(database), {KIND: Noting()}))
    [record] = [record for record in caplog.records if record.levelno > logging.INFO]
    assert record.getMessage().endswith("could not be noted: builtins.ConnectionResetError: reset")
    assert (record.levelname, record.exc_info) == ("WARNING", None)


async def test_a_worker_that_comes_late_changes_nothing(database: Database, jobs: JobsQueries) -> None:
    await queue(database)
    [late] = await jobs.take_jobs(kinds=[KIND], number=1, lease=LEASE)
    await end_leases(database)
    [present] = await jobs.take_jobs(kinds=[KIND], number=1, lease=LEASE)
    assert await jobs.fail_job(error="late", tries=1, id=late.id, attempt=late.attempts) is None
    assert await jobs.return_job(id=late.id, attempt=late.attempts) == 0
    assert await state(database) == (present.attempts, False, False, None)


async def test_two_workers_never_do_one_job(database: Database, jobs: JobsQueries) -> None:
    number = 200
    handler = Noting()
    workers = [Worker(jobs, {KIND: handler}, width=7) for _ in range(5)]
    await queue(database, number)
    while sum(await asyncio.gather(*map(turn, workers))):
        pass
    assert sorted(handler.done) == list(range(1, number + 1))
    assert await number_left(database) == 0


async def test_what_another_takes_at_this_moment_is_not_waited_for(database_url: str, jobs: JobsQueries) -> None:
    async with connect(database_url) as connection, connection.transaction():
        await connection.execute("insert into jobs (kind, payload) values ($1, '1')", KIND)
        assert await jobs.take_jobs(kinds=[KIND], number=1, lease=LEASE) == []
    async with querying(database_url, APPLICATION.generated) as connection, connection.transaction():
        assert len(await JobsQueries(connection).take_jobs(kinds=[KIND], number=1, lease=LEASE)) == 1
        async with asyncio.timeout(5):
            assert await jobs.take_jobs(kinds=[KIND], number=1, lease=LEASE) == []


def waiting(begun: list[int], end: asyncio.Event) -> Handler:
    async def wait(job: Job) -> None:
        begun.append(job.id)
        await end.wait()

    return wait


async def test_it_takes_no_more_than_it_can_do(database: Database, jobs: JobsQueries) -> None:
    end = asyncio.Event()
    worker = Worker(jobs, {KIND: waiting([], end)}, width=2)
    await queue(database, 3)
    assert [await worker.take(), await worker.take()] == [2, 0]
    end.set()
    await worker.drain()
    assert await turn(worker) == 1
    assert await number_left(database) == 0


async def test_it_leaves_a_part_to_others_before_it_takes_the_rest(database: Database) -> None:
    asked: list[int] = []

    class Noted(JobsQueries):
        async def take_jobs(self, *, kinds: Sequence[str], number: int | None, lease: timedelta) -> list[TakeJobsRow]:
            asked.append(number or 0)
            return await JobsQueries(database).take_jobs(kinds=kinds, number=number, lease=lease)

    await queue(database, 5)
    worker = Worker(Noted(database), {KIND: waiting([], end := asyncio.Event())}, width=4)
    assert await worker.take() == 4
    assert asked == [2, 1, 1]
    end.set()
    await worker.drain()


class Idle(JobsQueries):
    """Nothing is due; it counts how often a worker looked."""

    def __init__(self) -> None:
        self.looks: int = 0

    async def take_jobs(self, *, kinds: object, number: object, lease: object) -> list[TakeJobsRow]:
        self.looks += 1
        return []

    async def next_job(self, kinds: object) -> None:
        return None

    async def park_unknown_jobs(self, *, grace: object, kinds: object, most: object) -> list[ParkUnknownJobsRow]:
        return []


@pytest.mark.parametrize(
    ("listens", "looks"), [pytest.param(True, 0, id="listens"), pytest.param(False, 1, id="does not listen")]
)
@pytest.mark.usefixtures("only_woken")
async def test_one_that_listens_does_not_look_before_the_others_are_told(listens: bool, looks: int) -> None:
    @asynccontextmanager
    async def silence() -> AsyncGenerator[AsyncIterator[object]]:
        async def nothing() -> AsyncGenerator[object]:
            await asyncio.Event().wait()
            yield

        yield nothing()

    queries = Idle()
    worker = Worker(queries, {}, listening=silence if listens else None)
    async with worker.running():
        await settled()
        before = queries.looks
        worker.wake()
        await settled()
        assert queries.looks - before == looks


class Given(Idle):
    """These jobs are due; only the number of looks is of interest."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.due = [TakeJobsRow(id, KIND, str(id), 1) for id in range(number)]

    async def take_jobs(self, *, kinds: object, number: object, lease: object) -> list[TakeJobsRow]:
        self.looks += 1
        assert isinstance(number, int)
        taken, self.due = self.due[:number], self.due[number:]
        return taken

    async def finish_job(self, id: int) -> int:
        return 1

    async def fail_job(self, *, error: object, tries: object, id: object, attempt: object) -> None:
        return None


@pytest.mark.parametrize(
    ("number", "width", "errors", "looks"),
    [
        pytest.param(1, 4, [], 1, id="done"),
        pytest.param(1, 4, [JobError("not now")], 2, id="failed, and due again at another time"),
        pytest.param(2, 1, [], 3, id="there was no room for more"),
    ],
)
@pytest.mark.usefixtures("only_woken")
async def test_the_end_of_a_job_is_followed_by_a_look_only_if_that_may_find_something(
    number: int, width: int, errors: list[Exception], looks: int
) -> None:
    queries = Given(number)
    handler = Noting(*errors)
    async with Worker(queries, {KIND: handler}, width=width).running():
        await settled()
        assert (handler.done, queries.looks) == ([*range(number)], looks)


async def settled() -> None:
    """Let every task run until it waits for something."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_kinds_that_it_does_not_know_are_left_alone(database: Database, jobs: JobsQueries) -> None:
    await queue(database)
    assert await turn(Worker(jobs, {"other": Noting()})) == 0


@pytest.mark.parametrize(
    ("is_in_time", "left"),
    [pytest.param(True, None, id="in time"), pytest.param(False, (0, True, False, None), id="not")],
)
async def test_what_is_under_way_when_the_service_stops(
    database: Database, monkeypatch: pytest.MonkeyPatch, is_in_time: bool, left: object
) -> None:
    monkeypatch.setattr("undercroft.jobs.worker.POLL_SECONDS", 60)
    end, begun = asyncio.Event(), asyncio.Event()

    async def slow(_: Job) -> None:
        begun.set()
        await end.wait()

    worker = Worker(JobsQueries(database), {KIND: slow})
    await queue(database)
    if not is_in_time:
        monkeypatch.setattr("undercroft.jobs.worker.DRAIN_SECONDS", 0)
    async with asyncio.timeout(5), worker.running():
        await begun.wait()
        if is_in_time:
            end.set()
    assert await number_left(database) == (0 if left is None else 1)
    if left is not None:
        assert await state(database) == left


async def test_a_database_that_is_away_for_a_while(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("undercroft.jobs.worker.POLL_SECONDS", 0.01)
    done = asyncio.Event()

    class Away(JobsQueries):
        away: ClassVar = [OSError("gone"), RuntimeError("a bug")]

        async def take_jobs(self, *, kinds: object, number: object, lease: object) -> list[TakeJobsRow]:
            if self.away:
                raise self.away.pop()
            return await JobsQueries(database).take_jobs(kinds=[KIND], number=1, lease=LEASE)

    async def finish(_: Job) -> None:
        done.set()

    await queue(database)
    async with Worker(Away(database), {KIND: finish}).running():
        async with asyncio.timeout(5):
            await done.wait()
    levels = [
        record.levelname for record in caplog.records if record.name == "undercroft.jobs.worker" and record.levelno > 20
    ]
    assert levels == ["ERROR", "WARNING"]
