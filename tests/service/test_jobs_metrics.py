"""What /metrics shows of jobs."""

import asyncio
from collections.abc import Sequence

import pytest

from generated.jobs import JobsQueries
from service import APPLICATION, welcome
from service.app import build
from service.settings import load
from tests.service.running import database_of, serving
from tests.service.test_metrics import Samples, read, scrape
from undercroft.errors import JobHopeless
from undercroft.jobs import upkeep
from undercroft.jobs.figures import JobFigures
from undercroft.jobs.queries import CountedJobs, Job
from undercroft.jobs.worker import Worker
from undercroft.serving.lifecycle import Lifecycle
from undercroft.telemetry.metrics import Metrics


def of_kind(samples: Samples, kind: str) -> dict[str, float]:
    return {
        name: value for (name, pairs), value in samples.items() if pairs == (("kind", kind),) and "job_" not in name
    }


async def test_what_waits_and_what_was_given_up(database_url: str) -> None:
    database = database_of(database_url)
    async with database.opened():
        await database.execute(
            "insert into jobs (kind, payload, run_at, parked_at) values"
            " ('report', '{}', now() - interval '90 s', null), ('report', '{}', now() - interval '30 s', null),"
            " ('report', '{}', now() + interval '30 s', null), ('report', '{}', now(), now())"
        )
        queries = JobsQueries(database)
        metrics = Metrics()
        figures = JobFigures(metrics, ["welcome"])
        await upkeep.look(queries, [], figures)
        samples = read(metrics.exposition()[0].decode())
        shown = of_kind(samples, "report")
        assert 90 <= shown.pop("jobs_oldest_due_seconds") < 120
        assert shown == {"jobs_due": 2, "jobs_later": 1, "jobs_parked": 1}
        none = {"jobs_due": 0, "jobs_oldest_due_seconds": 0, "jobs_later": 0, "jobs_parked": 0}
        assert of_kind(samples, "welcome") == {**none, "jobs_running": 0}
        await database.execute("delete from jobs")
        await upkeep.look(queries, [], figures)
        assert of_kind(read(metrics.exposition()[0].decode()), "report") == none


async def test_what_is_done(database_url: str) -> None:
    database = database_of(database_url)
    begun, end = asyncio.Event(), asyncio.Event()

    async def wait(job: Job) -> None:
        begun.set()
        await end.wait()
        raise JobHopeless("no")

    async with database.opened():
        await database.execute("insert into jobs (kind, payload) values ('wait', '{}')")
        metrics = Metrics()
        worker = Worker(JobsQueries(database), {"wait": wait}, metrics=metrics)
        await worker.take()
        await begun.wait()
        samples = read(metrics.exposition()[0].decode())
        assert samples["jobs_running", (("kind", "wait"),)] == 1
        end.set()
        await worker.drain()
        samples = read(metrics.exposition()[0].decode())
        assert samples["jobs_running", (("kind", "wait"),)] == 0
        assert samples["job_tries_total", (("kind", "wait"), ("outcome", "parked"))] == 1
        assert samples["job_duration_seconds_count", (("kind", "wait"),)] == 1


async def test_the_service_shows_them(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = asyncio.Event()
    show = JobFigures.show

    def noted(figures: JobFigures, counted: Sequence[CountedJobs]) -> None:
        show(figures, counted)
        shown.set()

    monkeypatch.setattr(JobFigures, "show", noted)
    async with serving(database_url) as client, asyncio.timeout(10):
        await shown.wait()
        assert (await scrape(client))["jobs_due", (("kind", welcome.KIND),)] == 0


def test_the_application_names_the_kinds_that_its_worker_does(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    class Noted(Worker):
        def __init__(self, queries: object, handlers: dict[str, object], **_: object) -> None:
            made.extend(handlers)

    monkeypatch.setattr("service.app.Worker", Noted)
    settings = load({"DATABASE_URL": "postgresql:///"})
    build(settings, APPLICATION.database(settings, ""), Lifecycle())
    assert made == list(APPLICATION.job_kinds)


@pytest.mark.parametrize(("number", "counts"), [("0", True), ("1", False)], ids=["the first", "another"])
async def test_one_of_several_workers_looks_at_the_table(
    monkeypatch: pytest.MonkeyPatch, database_url: str, number: str, counts: bool
) -> None:
    monkeypatch.setenv("WORKER_NUMBER", number)
    looked: list[object] = []

    async def keep(*arguments: object) -> None:
        looked.append(arguments)

    monkeypatch.setattr("undercroft.jobs.upkeep.keep", keep)
    database = database_of(database_url)
    async with database.opened(), Worker(JobsQueries(database), {}).running():
        await database.fetchrow("select 1")
    assert bool(looked) == counts
