"""How much of a measurement's time others had: virtual machines share processors with strangers."""

from __future__ import annotations

import os
import time
from pathlib import Path

_STOLEN = 8  # place in the first line of /proc/stat, https://docs.kernel.org/filesystems/proc.html


class Noise:
    """Measures from when it is made."""

    def __init__(self) -> None:
        self._since, self._before = time.monotonic(), stolen_seconds()

    @property
    def share(self) -> float:
        """The part of all processors' time that the host gave to others; NaN if nobody tells."""
        seconds = max(time.monotonic() - self._since, 1e-9)
        return (stolen_seconds() - self._before) / seconds / (os.cpu_count() or 1)

    def __str__(self) -> str:
        return f"meanwhile the host took {self.share:.1%} of this machine's time"


def stolen_seconds() -> float:
    """The processor time that the host gave to others since this machine started."""
    path = Path("/proc/stat")
    if not path.exists():
        return float("nan")
    first, *_ = path.read_text().splitlines()
    return int(first.split()[_STOLEN]) / os.sysconf("SC_CLK_TCK")
