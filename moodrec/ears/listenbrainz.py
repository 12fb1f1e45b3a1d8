"""The ear that asks ListenBrainz: what was heard before at once, the rest in the background."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent import futures
from concurrent.futures import Future
from functools import partial

from moodrec.ears.background import Background
from moodrec.ears.blend import Scores, blend
from moodrec.ears.memory import Memory
from moodrec.ears.trail import Trail
from moodrec.errors import SourceError, StoreError
from moodrec.model import Heard, Seed, Track
from moodrec.sources.resting import REST

_WORKERS = 2
_MOST = 64  # tracks that are looked up or were within the last minute
_log = logging.getLogger(__name__)


class ListenBrainzEar:
    """Listens along `trail`, which is None offline, and remembers it in `memory`.

    A failure is told, and not tried again, for a minute by `clock`.
    """

    name = "ListenBrainz"

    def __init__(
        self, memory: Memory, trail: Trail | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._memory = memory
        self._trail = trail
        self._background: Background[Scores] = Background(_WORKERS, _MOST, REST, clock)

    def hear(self, seeds: Sequence[Seed], patience: float) -> Heard:
        """What people play beside the seeds that are tracks, as far as it is known in time."""
        tracks = {seed.track.id: seed.track for seed in seeds if seed.track}
        known = {one: said for one in tracks if (said := self._recall(one)) is not None}
        unknown = [track for track in tracks.values() if track.id not in known]
        if self._trail is None or not unknown:
            return self._heard(tracks, list(known.values()), offline=bool(unknown))
        begun = [self._begin(self._trail, track) for track in unknown]
        done, _ = futures.wait([one for one in begun if one], timeout=patience)
        failures = [_failure(future) for future in done]
        told = [one.result() for one, failure in zip(done, failures, strict=True) if not failure]
        return self._heard(
            tracks,
            [*known.values(), *told],
            failures=list(filter(None, failures)),
            waiting=len(done) < len(begun),
        )

    def _begin(self, trail: Trail, track: Track) -> Future[Scores] | None:
        return self._background.start(track.id, partial(self._listen, trail, track))

    def _listen(self, trail: Trail, track: Track) -> Scores:
        """Follows the trail and remembers where it led; a broken memory costs no answer."""
        scores = trail.follow(track)
        try:
            self._memory.remember(self.name, track.id, scores)
        except StoreError as error:
            _log.warning("%s", error)
        return scores

    def _recall(self, track_id: str) -> Scores | None:
        try:
            return self._memory.recall(self.name, track_id)
        except StoreError as error:
            _log.warning("%s", error)
            return None

    def _heard(
        self,
        tracks: Mapping[str, Track],
        answers: Sequence[Scores],
        *,
        failures: Sequence[SourceError] = (),
        waiting: bool = False,
        offline: bool = False,
    ) -> Heard:
        scores = blend([answer for answer in answers if answer], left_out=tracks)
        if scores:
            missing = ""
        elif not tracks:
            missing = f"{self.name} knows songs, not moods. Start from a song to hear of others."
        elif waiting:
            missing = f"{self.name} is being asked. Look again in a moment."
        elif failures:
            missing = " ".join(dict.fromkeys(map(str, failures)))
        elif offline:
            missing = f"{self.name} cannot be asked, because moodrec is offline."
        else:
            songs = "this song" if len(tracks) == 1 else "these songs"
            missing = f"{self.name} does not know what people play beside {songs}."
        return Heard(self.name, scores, missing, waiting)


def _failure(future: Future[Scores]) -> SourceError | None:
    """Why the look-up failed, if it did; what is no failure of a source is raised."""
    error = future.exception()
    if error is not None and not isinstance(error, SourceError):
        raise error
    return error
