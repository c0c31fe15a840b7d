"""Counts, and spreads of seconds over buckets: plain numbers, which become Prometheus' families when it asks.

If there are traces, each bucket of a process that is alone remembers the latest one that fell into it: an exemplar.
"""

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.samples import Exemplar

from .. import context

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)

_BOUNDS = [*(str(float(bound)) for bound in BUCKETS), "+Inf"]


class Count(Protocol):
    def inc(self, amount: int = 1) -> None: ...


class Spread(Protocol):
    def observe(self, amount: float, /) -> None: ...


# Make the count or the spread with these labels.
Counts = Callable[..., Count]
Spreads = Callable[..., Spread]


class PlainCount:
    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0

    def inc(self, amount: int = 1) -> None:
        self.value += amount


class PlainSpread:
    __slots__ = ("buckets", "exemplars", "sum")

    def __init__(self) -> None:
        self.buckets = [0] * len(_BOUNDS)
        self.exemplars: list[Exemplar | None] = [None] * len(_BOUNDS)
        self.sum = 0.0

    def observe(self, amount: float, /) -> None:
        bucket = bisect_left(BUCKETS, amount)
        self.buckets[bucket] += 1
        self.sum += amount
        trace = context.trace.get()
        if trace is not None and trace.is_sampled:
            labels = {"trace_id": trace.trace_id, "span_id": trace.span_id}
            self.exemplars[bucket] = Exemplar(labels, amount, time.time())

    def cumulated(self) -> list[tuple[str, float] | tuple[str, float, Exemplar]]:
        total = 0
        found: list[tuple[str, float] | tuple[str, float, Exemplar]] = []
        for bound, count, exemplar in zip(_BOUNDS, self.buckets, self.exemplars, strict=True):
            total += count
            found.append((bound, total) if exemplar is None else (bound, total, exemplar))
        return found


class Tallies(Collector):
    """Those of a process that is alone: nobody else reads them, so nothing is written before they are asked for."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._families: list[Callable[[], Metric]] = []
        registry.register(self)

    def counter(self, name: str, documentation: str, labels: Sequence[str] = ()) -> Counts:
        found: dict[tuple[str, ...], PlainCount] = {}

        def family() -> Metric:
            metric = CounterMetricFamily(name, documentation, labels=labels)
            for values, count in found.items():
                metric.add_metric(values, count.value)
            return metric

        self._families.append(family)
        return lambda *values: found.setdefault(values, PlainCount())

    def histogram(self, name: str, documentation: str, labels: Sequence[str] = ()) -> Spreads:
        found: dict[tuple[str, ...], PlainSpread] = {}

        def family() -> Metric:
            metric = HistogramMetricFamily(name, documentation, labels=labels)
            for values, spread in found.items():
                metric.add_metric(values, spread.cumulated(), spread.sum)
            return metric

        self._families.append(family)
        return lambda *values: found.setdefault(values, PlainSpread())

    def collect(self) -> Iterable[Metric]:
        return [family() for family in self._families]


class SharedTallies:
    """Those of one of several workers: prometheus_client keeps them in a file that the others read."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def counter(self, name: str, documentation: str, labels: Sequence[str] = ()) -> Counts:
        counter = Counter(name, documentation, labels, registry=self._registry)
        return counter.labels if labels else lambda: counter

    def histogram(self, name: str, documentation: str, labels: Sequence[str] = ()) -> Spreads:
        histogram = Histogram(name, documentation, labels, buckets=BUCKETS, registry=self._registry)
        return histogram.labels if labels else lambda: histogram
