"""Gathers tracks step by step and their features batch by batch, each written down at once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from moodrec import mood
from moodrec.crawl import songs
from moodrec.crawl.job import Job
from moodrec.errors import BadAnswer, Refused, SourceTimeout, SourceUnavailable
from moodrec.model import AudioFeatures, Track
from moodrec.plan import Step

_FAULTS = (BadAnswer, Refused, SourceTimeout, SourceUnavailable)
"""What may befall one genre or batch while the others still work."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one step told; with `exhausted` there is no more of the same label."""

    tracks: Sequence[Track]
    exhausted: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A way to ask for features: of up to `batch` tracks in one call, by track id."""

    batch: int
    ask: Callable[[Sequence[Track]], Mapping[str, AudioFeatures]]


class Gatherer(ABC):
    """A crawl source that tells tracks step by step and features batch by batch.

    `stages` are asked for features in their order: a track unknown to one goes to the next.
    """

    stages: Sequence[Stage]

    @abstractmethod
    def steps(self, job: Job) -> Sequence[Step]:
        """The steps of the job's plan, in order. Raises SourceError."""

    @abstractmethod
    def page(self, step: Step, job: Job) -> Page:
        """Makes the call of a step. Raises SourceError."""

    def work(self, job: Job) -> None:
        """Fetches what is missing: steps in order, features as soon as a batch is full."""
        if not job.work.laid_out():
            job.work.lay_out(self.steps(job), job.taken_calls())
        while (step := job.work.next_step()) is not None:
            self._take_step(job, *step)
            self._ask_for_features(job, full=True)
        self._ask_for_features(job, full=False)

    def frames(self, job: Job) -> Iterable[pd.DataFrame]:
        """The gathered songs; no frame when there is no song."""
        found = job.work.songs()
        return [songs.frame(found)] if found else []

    def left_out(self, job: Job) -> Mapping[str, int]:
        """How many tracks were left out, by reason."""
        return dict(job.history.run(job.work.number).left_out)

    def _take_step(self, job: Job, place: int, step: Step) -> None:
        try:
            page = self.page(step, job)
        except _FAULTS as error:
            job.work.fail_step(place, str(error), job.taken_calls())
            job.failed("tracks", error)
            return
        new = [track for track in page.tracks if not _held(track, job)]
        job.work.finish_step(
            place,
            new,
            job.taken_calls(),
            held=len(page.tracks) - len(new),
            exhausted=page.exhausted,
        )
        job.succeeded("tracks")

    def _ask_for_features(self, job: Job, *, full: bool) -> None:
        """Asks for the features that wait; with `full` only where a whole batch does."""
        for place, stage in enumerate(self.stages):
            least = stage.batch if full else 1
            while len(waiting := job.work.waiting(place, stage.batch)) >= least:
                self._ask(job, place, stage, waiting)

    def _ask(self, job: Job, place: int, stage: Stage, waiting: Sequence[Track]) -> None:
        try:
            told = job.call(lambda: stage.ask(waiting))
        except _FAULTS as error:
            job.work.fail_features(waiting, f"mood not told: {error}", job.taken_calls())
            job.failed(f"moods {place}", error)
            return
        found = {track_id: one for track_id, one in told.items() if mood.locate(one)}
        next_stage = place + 1 if place + 1 < len(self.stages) else None
        job.work.finish_features(waiting, found, next_stage, job.taken_calls())
        job.succeeded(f"moods {place}")


def _held(track: Track, job: Job) -> bool:
    return job.plan.keep and job.present.row_of(track.id) is not None
