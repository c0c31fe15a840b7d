"""Jobs that no try can do: of a kind that nobody knows, or with a payload that cannot be read."""

from datetime import timedelta

import pytest
from msgspec import Struct

from generated.jobs import JobsQueries, TakeJobsRow
from undercroft.database.pool import Database
from undercroft.errors import JobHopeless
from undercroft.jobs import counted, upkeep
from undercroft.jobs.parked import GRACE
from undercroft.jobs.payloads import payload_of
from undercroft.jobs.queries import Job
from undercroft.jobs.worker import Worker

JUST_BEFORE = GRACE - timedelta(minutes=1)
JUST_AFTER = GRACE + timedelta(minutes=1)


async def queue(database: Database, kind: str, payload: str = "{}", *, age: timedelta = timedelta()) -> None:
    sql = "insert into jobs (kind, payload, run_at) values ($1, ($2::text)::jsonb, now() - $3::interval)"
    await database.execute(sql, kind, payload, age)


async def reasons(database: Database) -> dict[str, str | None]:
    """Why each job was parked, by kind; None if it was not."""
    rows = await database.fetch("select kind, case when parked_at is not null then last_error end from jobs")
    return dict(rows)


@pytest.mark.parametrize(
    ("age", "known", "reason"),
    [
        pytest.param(JUST_AFTER, ["other"], "no worker knows this kind", id="nobody took it"),
        pytest.param(JUST_BEFORE, ["other"], None, id="a new version may know it"),
        pytest.param(JUST_AFTER, ["other", "report"], None, id="one that is known waits as long as it must"),
    ],
)
async def test_a_kind_that_nobody_knows(
    database: Database, jobs: JobsQueries, age: timedelta, known: list[str], reason: str | None
) -> None:
    await queue(database, "report", age=age)
    await upkeep.look(jobs, known, None)
    assert await reasons(database) == {"report": reason}


async def test_many_are_parked_in_portions_and_told_as_a_number(
    database: Database, jobs: JobsQueries, caplog: pytest.LogCaptureFixture
) -> None:
    many = "insert into jobs (kind, payload, run_at) select $1, '{}', now() - $2::interval from generate_series(1, $3)"
    await database.execute(many, "report", JUST_AFTER, upkeep.PORTION + 1)
    await queue(database, "export", age=JUST_AFTER)
    await upkeep.look(jobs, ["other"], None)
    assert await database.fetchrow("select count(*) from jobs where parked_at is null") == (0,)
    assert sorted(record.getMessage() for record in caplog.records) == [
        "1 jobs parked: no worker knows the kind export",
        f"{upkeep.PORTION + 1} jobs parked: no worker knows the kind report",
    ]


async def test_what_another_version_does_is_not_parked(database: Database, jobs: JobsQueries) -> None:
    await queue(database, "report", age=JUST_AFTER)
    assert len(await jobs.take_jobs(kinds=["report"], number=1, lease=timedelta(minutes=1))) == 1
    await upkeep.look(jobs, ["other"], None)
    assert await reasons(database) == {"report": None}


async def test_a_worker_parks_them_by_itself(database: Database, jobs: JobsQueries) -> None:
    await queue(database, "report", age=JUST_AFTER)
    async with Worker(jobs, {}).running():
        while await reasons(database) != {"report": "no worker knows this kind"}:
            pass


async def test_the_list_shows_what_waits_and_what_nobody_does(database: Database, jobs: JobsQueries) -> None:
    await queue(database, "welcome", age=timedelta(minutes=2))
    await queue(database, "welcome", age=-timedelta(hours=1))
    await queue(database, "report")
    await database.execute("update jobs set parked_at = now() where kind = 'report'")
    assert list(counted.lines(await jobs.count_jobs(), ["welcome"])) == [
        f"report   0 due  0 under way or later  1 parked  {counted.UNKNOWN}",
        "welcome  1 due, the oldest for 0:02:00  1 under way or later  0 parked",
    ]


@pytest.mark.parametrize(
    ("change", "taken"),
    [
        pytest.param("attempts = 9223372036854775807", 2, id="as many attempts as a number holds"),
        pytest.param("run_at = '-infinity'", 2, id="due for ever"),
        pytest.param("run_at = 'infinity'", 1, id="never due"),
    ],
)
async def test_a_row_that_is_out_of_all_bounds_is_in_nobodys_way(
    database: Database, jobs: JobsQueries, change: str, taken: int
) -> None:
    await queue(database, "report")
    await database.execute(f"update jobs set {change}")
    assert [row.kind for row in await jobs.count_jobs()] == ["report"]
    await jobs.next_job(["report"])
    await queue(database, "report", age=timedelta(minutes=1))
    left = await jobs.next_job(["report"])
    assert left is not None
    assert left < timedelta()
    assert len(await jobs.take_jobs(kinds=["report"], number=5, lease=timedelta(minutes=1))) == taken


class Payment(Struct, frozen=True):
    user: int


class Poison(Struct, frozen=True, forbid_unknown_fields=True):
    user: int


async def read(job: Job) -> None:
    payload_of(job, Payment)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param('{"user": "ada@example.org"}', id="another type"),
        pytest.param("{}", id="a field that is missing"),
        pytest.param(f'{{"user": 1{"0" * 5000}}}', id="a number with too many digits"),
        pytest.param(f'{{"user": 1, "more": {"[" * 2000}{"]" * 2000}}}', id="too deep"),
    ],
)
async def test_a_payload_that_cannot_be_read_is_parked_at_once_and_alone(
    database: Database, jobs: JobsQueries, payload: str
) -> None:
    await queue(database, "payment", payload)
    await queue(database, "payment", '{"user": 1}')
    worker = Worker(jobs, {"payment": read})
    await worker.take()
    await worker.drain()
    [(attempts, error)] = await database.fetch("select attempts, last_error from jobs where parked_at is not null")
    assert attempts == 1
    assert error.startswith("the payload cannot be read as Payment: ")
    assert "ada" not in error
    assert await database.fetchrow("select count(*) from jobs") == (1,)


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        pytest.param('{"user": "ada"}', "Expected `int`, got `str` - at `$.user`", id="a type"),
        pytest.param('{"ada": 1}', "Object contains unknown field", id="a field is not quoted"),
        pytest.param("?", "JSON is malformed: invalid character (byte 0)", id="no JSON"),
    ],
)
def test_the_reason_quotes_nothing_of_the_payload(payload: str, why: str) -> None:
    with pytest.raises(JobHopeless) as caught:
        payload_of(TakeJobsRow(1, "payment", payload, 1), Poison)
    assert str(caught.value) == f"the payload cannot be read as Poison: {why}"
