"""Counts of answered webhooks, in memory that all processes of a server share, so that each reports what all have done.

prometheus-client can do the same by files, which take three times as long, end a process when the disk is full, and
stay behind after a `kill -9` (decision 18).
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import accumulate
from mmap import mmap
from threading import Lock

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
"""Upper bounds of the histogram, in seconds. A carrier waits some seconds before it takes another way."""
_PROCESSES = 128
"""Processes that have numbers of their own; `ivr serve` has 64 at most, and each that replaces another is the next."""
_FLOAT = 8
"""Bytes."""
OTHER = "other"
"""The name of webhooks whose address is none of ours."""


class Traffic(Collector):
    """Counts webhooks.

    ``kinds`` has, by path, the name of the webhook and the language of its address, which is empty if it has none.
    Make it before the processes are forked; each then calls :meth:`begin`. What a process has counted outlives it.
    """

    def __init__(self, kinds: Mapping[str, tuple[str, str]]) -> None:
        self._names = [*dict.fromkeys(name for name, _ in kinds.values()), OTHER]
        self._pairs = [*dict.fromkeys(kinds.values()), (OTHER, "")]
        wide = len(BOUNDS) + 2  # the buckets, one without a bound, the sum of seconds
        self._failed = wide * len(self._names)
        self._spare = self._failed + len(self._names)
        first = self._spare + 1
        self._size = first + len(self._pairs)
        places = {
            pair: (at, wide * (named := self._names.index(pair[0])), self._failed + named)
            for at, pair in enumerate(self._pairs, first)
        }
        self._first, self._wide = first, wide
        self._places = {path: places[pair] for path, pair in kinds.items()}
        self._other = places[OTHER, ""]
        self._all = memoryview(mmap(-1, _FLOAT * self._size * _PROCESSES)).cast("d")
        self._lock = Lock()
        self.begin(0)

    def begin(self, process: int) -> None:
        """Count in numbers of this process's own, so that none waits for another. Processes are numbered in order."""
        begin = process % _PROCESSES * self._size
        self._mine = self._all[begin : begin + self._size]

    def answered(self, path: str, seconds: float, *, failed: bool) -> None:
        """Count a webhook that was answered; ``failed``: with the answer for the case that a step fails."""
        of_pair, bucket, failures = self._places.get(path, self._other)
        mine, at = self._mine, bucket + bisect_left(BOUNDS, seconds)
        with self._lock:
            mine[of_pair] += 1
            mine[at] += 1
            mine[bucket + self._wide - 1] += seconds
            if failed:
                mine[failures] += 1

    def asked_as_spare(self) -> None:
        """Count a webhook that the carrier calls because another one has failed."""
        with self._lock:
            self._mine[self._spare] += 1

    def collect(self) -> Iterator[Metric]:
        """Yield the sums over all processes, for Prometheus. Each series is there from the beginning, with 0."""
        said = "Answered webhooks, by the language in their address."
        webhooks = CounterMetricFamily("tsunagu_webhooks", said, labels=("webhook", "language"))
        for at, pair in enumerate(self._pairs, self._first):
            webhooks.add_metric(pair, self._sum(at))
        yield webhooks
        said = "How long the answer to a webhook took in the application."
        seconds = HistogramMetricFamily("tsunagu_webhook_duration_seconds", said, labels=("webhook",))
        said = "Webhooks that failed by a fault of ours, and got the answer for that case."
        failures = CounterMetricFamily("tsunagu_webhook_failures", said, labels=("webhook",))
        for at, name in enumerate(self._names):
            begin = self._wide * at
            counts = accumulate(self._sum(begin + each) for each in range(len(BOUNDS) + 1))
            buckets = [*zip([*map(str, BOUNDS), "+Inf"], counts, strict=True)]
            seconds.add_metric((name,), buckets, self._sum(begin + self._wide - 1))
            failures.add_metric((name,), self._sum(self._failed + at))
        yield seconds
        yield failures
        said = "Webhooks that the carrier called because another one had failed."
        yield CounterMetricFamily("tsunagu_spare_webhooks", said, value=self._sum(self._spare))

    def _sum(self, at: int) -> float:
        return sum(self._all[at :: self._size])
