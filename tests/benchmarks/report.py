"""How benchmarks measure and print: ratios of medians within one run, against a bound."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable


def median_seconds(work: Callable[[], object], repeats: int) -> float:
    """The median time of `work`, after one run that does not count."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


class Report:
    """Collects lines and remembers whether a bound was missed."""

    def __init__(self, title: str) -> None:
        self.missed = False
        print(f"\n{title}")

    def line(
        self, what: str, value: float, *, least: float = 0, most: float = float("inf")
    ) -> None:
        """Prints one measured number beside the bound it has to keep."""
        held = least <= value <= most
        self.missed |= not held
        bound = f"at least {least:g}" if least else f"at most {most:g}"
        print(f"  {what:<66} {value:>9.2f}  ({bound}) {'ok' if held else 'MISSED'}")

    def done(self) -> None:
        """Ends the program, with an error when a bound was missed."""
        sys.exit(1 if self.missed else 0)
