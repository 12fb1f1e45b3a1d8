"""A run: one visitor alone, then all of them at once, with the server watched meanwhile."""

from __future__ import annotations

import asyncio
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.browser import App
from tests.load.measure import Measures, cpu_seconds, megabytes
from tests.load.visitor import look_around, visit
from tests.noise import Noise

_LOOK = 1.0  # seconds between two looks at the server
_TENTHS = 10


@dataclass(slots=True)
class Crowd:
    """What came of some visitors, and what it took the server: MB at each look, CPU seconds.

    `stolen` is the part of the processors' time that the host of this machine took.
    """

    visitors: int
    measures: Measures = field(default_factory=Measures)
    memory: list[float] = field(default_factory=list)
    cpu: float = 0.0
    stolen: float = 0.0

    def memory_at(self, tenth: int) -> float:
        """MB in use in one tenth of the run, from 0 to 9: the median of the looks."""
        size = len(self.memory)
        return statistics.median(
            self.memory[tenth * size // _TENTHS : (tenth + 1) * size // _TENTHS or None]
            or self.memory[-1:]
        )


async def first(app: App) -> Measures:
    """The first visitor of a fresh server, who turns every page once."""
    measures = Measures()
    await look_around(app.address, measures.note)
    return measures


async def crowd(app: App, ids: Sequence[str], visitors: int, seconds: float, pause: float) -> Crowd:
    """So many visitors, the same ones each time, who begin nothing more after so many seconds."""
    found = Crowd(visitors)
    noise = Noise()
    before, end = cpu_seconds(app.pid), asyncio.get_running_loop().time() + seconds
    async with asyncio.TaskGroup() as group:
        group.create_task(_watch(app.pid, found.memory, end))
        for number in range(visitors):
            chance = random.Random(number)  # noqa: S311  # nothing is kept secret by it
            group.create_task(visit(app.address, ids, chance, found.measures.note, pause, end))
    found.cpu, found.stolen = cpu_seconds(app.pid) - before, noise.share
    return found


async def _watch(pid: int, memory: list[float], end: float) -> None:
    while asyncio.get_running_loop().time() < end:
        memory.append(megabytes(pid))
        await asyncio.sleep(_LOOK)
