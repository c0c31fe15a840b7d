"""The metrics of jobs, by kind: what waits in the table, and what this process does."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from ..telemetry.metrics import Metrics
from .queries import CountedJobs


class JobFigures:
    def __init__(self, metrics: Metrics, kinds: Collection[str]) -> None:
        """These kinds are shown even if there is no job of them."""
        # All processes see the same table, so the latest look at it counts, not the sum.
        self._due = metrics.gauge("jobs_due", "Jobs that wait for a worker.", ["kind"], mode="livemostrecent")
        self._oldest = metrics.gauge(
            "jobs_oldest_due_seconds", "How long the oldest of them has waited.", ["kind"], mode="livemostrecent"
        )
        self._later = metrics.gauge(
            "jobs_later", "Jobs that are under way, or wait for their next try.", ["kind"], mode="livemostrecent"
        )
        self._parked = metrics.gauge("jobs_parked", "Jobs that were given up.", ["kind"], mode="livemostrecent")
        running = metrics.gauge("jobs_running", "Jobs that this service does at this moment.", ["kind"])
        self._tries = metrics.counter("job_tries", "Tries that ended, by their outcome.", ["kind", "outcome"])
        self._seconds = metrics.histogram("job_duration_seconds", "How long a try took.", ["kind"])
        self._kinds = set(kinds)
        self._running = {kind: running.labels(kind) for kind in kinds}

    def began(self, kind: str) -> None:
        self._running[kind].inc()

    def ended(self, kind: str, outcome: str, seconds: float) -> None:
        self._running[kind].dec()
        self._tries(kind, outcome).inc()
        self._seconds(kind).observe(seconds)

    def show(self, counted: Iterable[CountedJobs]) -> None:
        found = {each.kind: each for each in counted}
        # A kind whose last job is gone is shown as 0.
        self._kinds |= found.keys()
        for kind in self._kinds:
            jobs = found.get(kind)
            oldest = jobs.oldest if jobs else None
            self._due.labels(kind).set(jobs.due if jobs else 0)
            self._oldest.labels(kind).set((oldest or timedelta()).total_seconds())
            self._later.labels(kind).set(jobs.later if jobs else 0)
            self._parked.labels(kind).set(jobs.parked if jobs else 0)
