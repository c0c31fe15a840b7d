"""In which of Prometheus' formats the metrics are written."""

import re
from collections.abc import Callable

from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

# What says of a format which version is meant; prometheus_client compares only numbers, and repeats what it read.
_VERSION = re.compile(r"version\s*=\s*([^\s,;]*)")
_KNOWN = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){1,2}")


def format_for(accept: str) -> tuple[Callable[[Collector], bytes], str]:
    """What writes the format that the header Accept asks for, and its media type; a header without sense asks for none."""
    if all(_KNOWN.fullmatch(version) for version in _VERSION.findall(accept)):
        return choose_encoder(accept)
    return choose_encoder("")
