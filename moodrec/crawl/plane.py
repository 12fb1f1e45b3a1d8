"""ReccoBeats' recommendations over the mood plane, its thin parts first, without a key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from moodrec import overview
from moodrec.crawl.contract import About, Offer
from moodrec.crawl.gather import Gatherer, Page
from moodrec.crawl.job import Job
from moodrec.crawl.moods import stages
from moodrec.model import MoodPoint, Query, Seed
from moodrec.overview import COARSE_CELLS
from moodrec.plan import Step
from moodrec.recommend import Index, nearest
from moodrec.reference import ReferenceSet
from moodrec.sources.limits import RECCOBEATS_IDS, RECCOBEATS_RECOMMENDED, RECCOBEATS_SEEDS
from moodrec.sources.reccobeats import ReccoBeats


class Plane(Gatherer):
    """Tracks near the middle of each cell of the plane, found from songs that lie there."""

    about = About(
        "reccobeats",
        "ReccoBeats recommendations",
        usual=40,
        most=RECCOBEATS_RECOMMENDED,
        a_page=RECCOBEATS_RECOMMENDED,
        a_batch=RECCOBEATS_IDS,
        cells=COARSE_CELLS**2,
        keeps=True,
    )

    def __init__(self, reccobeats: ReccoBeats) -> None:
        self._reccobeats = reccobeats
        self.stages = stages(reccobeats)

    def offer(self) -> Offer:
        """Asks nobody: it needs no key."""
        return Offer(
            self.about,
            possible=True,
            words="No key needed: tracks that go with the present songs, cell by cell of the "
            "plane, its thin parts first.",
        )

    def steps(self, job: Job) -> Sequence[Step]:
        """One step a cell, the thinnest first, each with ten present songs that lie near."""
        index = Index(job.present)
        return [
            Step(str(cell), ",".join(_seeds(index, cell)))
            for cell in _cells_thin_first(job.present)
        ]

    def page(self, step: Step, job: Job) -> Page:
        """The tracks recommended there; other seeds are tried when the first are unknown."""
        mood = MoodPoint.parse(step.label)
        seeds = step.detail.split(",")
        for start in range(0, len(seeds), RECCOBEATS_SEEDS):
            some = seeds[start : start + RECCOBEATS_SEEDS]
            ask = partial(self._reccobeats.recommended, some, mood, job.plan.per_genre)
            found = job.call(ask)
            if found:
                return Page(found)
        return Page(())


def _cells_thin_first(present: ReferenceSet) -> Iterator[MoodPoint]:
    """The middles of the cells; those with equally many songs in a fixed order."""
    counts = overview.coverage(present)
    size = 1 / len(counts)
    for place in np.argsort(counts, axis=None, kind="stable").tolist():
        row, column = divmod(place, len(counts))
        yield MoodPoint(round((column + 0.5) * size, 6), round((row + 0.5) * size, 6))


def _seeds(index: Index, cell: MoodPoint) -> Iterator[str]:
    near = nearest(index, Seed(cell), Query(cell, n=2 * RECCOBEATS_SEEDS))
    return (neighbour.track.id for neighbour in near.neighbours)
