"""How benchmarks measure and print: ratios of medians within one run, against a bound."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from tests.noise import Noise


def median_seconds(work: Callable[[], object], repeats: int) -> float:
    """The median time of `work`, after one run that does not count."""
    work()
    return statistics.median(seconds(work) for _ in range(repeats))


def alternately(
    first: Callable[[], float], second: Callable[[], float], rounds: int
) -> tuple[float, float]:
    """The medians of two measurements taken in turn, so that noise meets both alike."""
    pairs = [(first(), second()) for _ in range(rounds + 1)][1:]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def seconds(work: Callable[[], object]) -> float:
    """The time of `work`."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Report:
    """Collects lines and remembers whether a bound was missed."""

    def __init__(self, title: str) -> None:
        self.missed = False
        self._noise = Noise()
        print(f"\n{title}")

    def line(
        self, what: str, value: float, *, least: float = 0, most: float = float("inf")
    ) -> None:
        """Prints one measured number beside the bound it has to keep."""
        held = least <= value <= most
        self.missed |= not held
        bound = f"at least {least:g}" if least else f"at most {most:g}"
        print(f"  {what:<66} {value:>9.2f}  ({bound}) {'ok' if held else 'MISSED'}")

    def noise(self) -> None:
        """Prints how much of the time since the beginning others had."""
        print(f"  ({self._noise})")

    def done(self) -> None:
        """Ends the program, with an error when a bound was missed."""
        self.noise()
        sys.exit(1 if self.missed else 0)
