"""The numbers of a run: times and bytes of each action, errors, and the server's memory."""

from __future__ import annotations

import os
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.load.protocol import Answer

OPEN = "open"
"""The name of the action that opens the page."""
_HEAD = (
    f"{'action':<16} {'times':>6} {'p50 s':>7} {'p95 s':>7} {'most s':>7} {'kB':>7} {'errors':>7}"
)


class Measures:
    """Collects what came of the actions."""

    def __init__(self) -> None:
        self._answers: dict[str, list[Answer]] = defaultdict(list)

    def note(self, action: str, answer: Answer) -> None:
        """Takes what came of one action."""
        self._answers[action].append(answer)

    @property
    def acted(self) -> list[Answer]:
        """What came of all actions but the opening of the page."""
        return [one for name, some in self._answers.items() if name != OPEN for one in some]

    def seconds(self, percent: int) -> float:
        """The time in which that many percent of those actions were done."""
        return quantile([one.seconds for one in self.acted], percent)

    @property
    def count(self) -> int:
        """How many actions there were, the opening among them."""
        return sum(map(len, self._answers.values()))

    @property
    def errors(self) -> int:
        """How many actions failed."""
        return sum(bool(one.problems) for some in self._answers.values() for one in some)

    def table(self) -> str:
        """A line for each action, and one for all that follow the opening."""
        lines = [_line(name, some) for name, some in sorted(self._answers.items())]
        return "\n".join([_HEAD, *lines, _line("all but open", self.acted)])

    def problems(self) -> list[str]:
        """What went wrong, the most frequent first."""
        told = Counter(
            f"{name}: {problem}"
            for name, some in self._answers.items()
            for one in some
            for problem in one.problems
        )
        return [f"{count:>6} x {text}" for text, count in told.most_common()]


def quantile(values: Sequence[float], percent: int) -> float:
    """The value below which that many percent of the values lie; NaN where there are none."""
    return float(np.percentile(values, percent)) if values else float("nan")


def megabytes(pid: int) -> float:
    """The memory of a process that is in use now; NaN where the system does not tell."""
    return _status(pid, "VmRSS") / 1024


def cpu_seconds(pid: int) -> float:
    """The processor time that a process took until now; NaN where the system does not tell."""
    path = Path(f"/proc/{pid}/stat")
    if not path.exists():
        return float("nan")
    user, system = path.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _status(pid: int, name: str) -> float:
    """A number of the process's status in KiB."""
    path = Path(f"/proc/{pid}/status")
    lines = path.read_text().splitlines() if path.exists() else []
    return next((float(line.split()[1]) for line in lines if line.startswith(name)), float("nan"))


def _line(name: str, answers: Sequence[Answer]) -> str:
    if not answers:
        return f"{name:<16} {0:>6}"
    seconds = [one.seconds for one in answers]
    kilobytes = statistics.mean(one.received for one in answers) / 1000
    errors = sum(bool(one.problems) for one in answers)
    return (
        f"{name:<16} {len(answers):>6} {quantile(seconds, 50):>7.3f} {quantile(seconds, 95):>7.3f} "
        f"{max(seconds):>7.3f} {kilobytes:>7.1f} {errors:>7}"
    )
