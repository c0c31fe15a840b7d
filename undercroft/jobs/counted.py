"""The jobs of each kind as their operator sees them, one line for each kind."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from .parked import GRACE
from .queries import CountedJobs

UNKNOWN = f"no handler in this version: parked if nobody takes it within {GRACE}"


def lines(counted: Sequence[CountedJobs], known: Collection[str]) -> Iterator[str]:
    """`known` are the kinds that this version does."""
    width = max((len(jobs.kind) for jobs in counted), default=0)
    for jobs in counted:
        line = f"{jobs.kind:{width}}  {jobs.due} due"
        if jobs.oldest is not None:
            line += f", the oldest for {timedelta(seconds=round(jobs.oldest.total_seconds()))}"
        line += f"  {jobs.later} under way or later  {jobs.parked} parked"
        if jobs.kind not in known:
            line += f"  {UNKNOWN}"
        yield line
