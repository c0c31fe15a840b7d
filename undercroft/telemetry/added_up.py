"""The metrics of all workers, added up from the files that they keep."""

from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector

from ..errors import Unavailable


class AddedUp:
    def __init__(self, folder: str) -> None:
        self._folder = folder

    def exposition(self, accept: str = "") -> tuple[bytes, str]:
        if not Path(self._folder).is_dir():
            raise Unavailable("the folder in which the workers count was removed")
        registry = CollectorRegistry()
        MultiProcessCollector(registry, self._folder)
        encode, content_type = choose_encoder(accept)
        return encode(registry), content_type
