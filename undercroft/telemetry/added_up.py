"""The metrics of all workers, added up from the files that they keep."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from ..errors import Unavailable
from .formats import format_for


class AddedUp(Collector):
    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def exposition(self, accept: str = "") -> tuple[bytes, str]:
        if not self._folder.is_dir():
            raise Unavailable("the folder in which the workers count was removed")
        registry = CollectorRegistry()
        registry.register(self)
        encode, content_type = format_for(accept)
        return encode(registry), content_type

    def collect(self) -> Iterable[Metric]:
        files: list[str] = []
        for file in self._folder.glob("*.db"):
            # A worker that starts makes a file before it writes to it, and prometheus_client cannot read an empty one.
            # The gauges of one that has ended are removed.
            with suppress(FileNotFoundError):
                if file.stat().st_size:
                    files.append(str(file))
        return cast("Any", MultiProcessCollector).merge(files)
