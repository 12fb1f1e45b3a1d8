"""The trail from a track to what is played beside it: recordings, then theirs, then track ids."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from moodrec.ears.blend import Scores, ranked
from moodrec.errors import SourceError, SourceTimeout
from moodrec.model import Track
from moodrec.sources.contract import Catalogue
from moodrec.sources.limits import LISTENBRAINZ_MBIDS
from moodrec.sources.listenbrainz import ListenBrainzLabs
from moodrec.sources.musicbrainz import MusicBrainz
from moodrec.sources.resting import Resting

LONGEST = 20.0
"""Seconds after which nothing more is asked for one track."""
MOST_RECORDINGS = 100
"""Most recordings whose track ids are asked for, the best first."""
MOST_TRACKS = 1_000
"""Most track ids in an answer: a recording may have dozens."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Trail:
    """Follows tracks through MusicBrainz and ListenBrainz; safe to share between threads.

    `catalogues` may tell the ISRC of a track that has none. `clock` tells seconds.
    """

    musicbrainz: MusicBrainz
    labs: ListenBrainzLabs
    catalogues: Sequence[Catalogue] = ()
    clock: Callable[[], float] = time.monotonic
    _resting: Resting = field(default_factory=Resting)

    def follow(self, track: Track) -> Scores:
        """What is played beside a track; empty when nobody knows. Raises SourceError."""
        return _Walk(self, track, self.clock() + LONGEST).scores()

    def ask(self, source: str, question: Callable[[], _T], deadline: float) -> _T:
        """Asks a source unless it rests or it is too late. Raises SourceError."""
        if self.clock() > deadline:
            raise SourceTimeout(source)
        return self._resting.ask(source, question, self.clock)


@dataclass(frozen=True, slots=True)
class _Walk:
    """One walk along the trail."""

    trail: Trail
    track: Track
    deadline: float

    def scores(self) -> Scores:
        similar = self._similar(self._recordings())
        best = sorted(similar, key=lambda mbid: (-similar[mbid], mbid))[:MOST_RECORDINGS]
        scores: dict[str, float] = {}
        for start in range(0, len(best), LISTENBRAINZ_MBIDS):
            for mbid, track_ids in self._track_ids(best[start : start + LISTENBRAINZ_MBIDS]):
                for track_id in track_ids:
                    scores[track_id] = max(similar[mbid], scores.get(track_id, 0.0))
        scores.pop(self.track.id, None)
        return ranked(scores)[:MOST_TRACKS]

    def _recordings(self) -> tuple[str, ...]:
        """The recordings that the track is, by its ISRC or else by its address."""
        musicbrainz = self.trail.musicbrainz
        isrc, failures = self._isrc()
        found = self._ask(musicbrainz.name, partial(musicbrainz.of_isrc, isrc)) if isrc else ()
        found = found or self._ask(
            musicbrainz.name, partial(musicbrainz.of_address, self.track.url)
        )
        if failures and not found:
            raise failures[0]  # with an ISRC it might be known
        return found

    def _isrc(self) -> tuple[str | None, list[SourceError]]:
        """The track's own ISRC, or that of the first catalogue that tells one, and who failed."""
        failures: list[SourceError] = []
        if self.track.isrc:
            return self.track.isrc, failures
        for catalogue in self.trail.catalogues:
            try:
                told = self._ask(catalogue.name, partial(catalogue.track, self.track.id))
            except SourceError as error:
                failures.append(error)
                continue
            if told and told.isrc:
                return told.isrc, []
        return None, failures

    def _similar(self, mbids: tuple[str, ...]) -> dict[str, float]:
        """What is played beside the recordings, or else beside those that count in their place."""
        found = self._beside(mbids)
        if mbids and not found:
            labs = self.trail.labs
            told = self._ask(labs.name, partial(labs.canonical, mbids))
            counted = tuple(mbid for mbid in told if mbid not in mbids)
            found = self._beside(counted)
            mbids += counted
        return {mbid: score for mbid, score in found.items() if mbid not in mbids}

    def _beside(self, mbids: tuple[str, ...]) -> dict[str, float]:
        labs = self.trail.labs
        return self._ask(labs.name, partial(labs.similar, mbids)) if mbids else {}

    def _track_ids(self, mbids: list[str]) -> list[tuple[str, tuple[str, ...]]]:
        labs = self.trail.labs
        return list(self._ask(labs.name, partial(labs.track_ids, mbids)).items())

    def _ask(self, source: str, question: Callable[[], _T]) -> _T:
        return self.trail.ask(source, question, self.deadline)
