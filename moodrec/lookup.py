"""Finds a track's title and audio features by asking, in order, everyone who may know them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from moodrec.errors import (
    BadAnswer,
    SourceError,
    SourceTimeout,
    SourceUnavailable,
    StoreError,
)
from moodrec.model import AudioFeatures, Track
from moodrec.mood import locate
from moodrec.reference import ReferenceSet
from moodrec.sources import Registry
from moodrec.sources.contract import Catalogue, FeatureSource
from moodrec.sources.resting import Resting
from moodrec.store import FeatureStore, Kind

PATIENCE = 12.0
"""Seconds after which a look-up asks no further source: somebody waits for the page."""

_PASSING = (SourceTimeout, SourceUnavailable, BadAnswer)
_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_Answer = TypeVar("_Answer", Track, AudioFeatures)


@dataclass(frozen=True, slots=True)
class Found:
    """What could be found out about a track, and which sources could not be asked for what."""

    track: Track
    features: AudioFeatures | None
    title_failures: tuple[SourceError, ...]
    mood_failures: tuple[SourceError, ...]


@dataclass(slots=True)
class _Search:
    """One search: until when sources are asked, and which of them failed."""

    deadline: float
    failures: list[SourceError] = field(default_factory=list)

    def taken(self) -> tuple[SourceError, ...]:
        """The failures since the last call."""
        failures, self.failures = tuple(self.failures), []
        return failures


@dataclass(slots=True)
class Lookup:
    """Asks the reference set, the feature store, then the sources in their order.

    A source that fails is logged, left alone for a while, and the next one is asked.
    """

    store: FeatureStore
    sources: Registry
    clock: Callable[[], float] = time.monotonic
    _resting: Resting = field(default_factory=Resting)

    def find(self, track_id: str, reference: ReferenceSet) -> Found:
        """The track by its id; title and features are None where nobody knows them."""
        known = reference.find(track_id)
        track = known.track if known else None
        features = known.features if known else None
        search = _Search(self.clock() + PATIENCE)
        if features is None:
            features = self._features(track_id, search)
        mood_failures = search.taken()
        if track is None or track.name is None:
            track = self._track(track_id, search) or track
        nameless = Track(track_id, name=None, source="no source")
        return Found(track or nameless, features, search.taken(), mood_failures)

    def _features(self, track_id: str, search: _Search) -> AudioFeatures | None:
        def ask(source: FeatureSource) -> AudioFeatures | None:
            found = source.features([track_id]).get(track_id)
            return found if found and locate(found) else None

        stored = self._from_store(partial(self.store.features, track_id))
        questions = [(source.name, partial(ask, source)) for source in self.sources.feature_sources]
        return stored or self._first("features", track_id, questions, search)

    def _track(self, track_id: str, search: _Search) -> Track | None:
        def ask(source: Catalogue) -> Track | None:
            found = source.track(track_id)
            return found if found and found.name else None

        stored = self._from_store(partial(self.store.track, track_id))
        questions = [(source.name, partial(ask, source)) for source in self.sources.catalogues]
        return stored or self._first("track", track_id, questions, search)

    def _first(
        self,
        kind: Kind,
        track_id: str,
        questions: Iterable[tuple[str, Callable[[], _Answer | None]]],
        search: _Search,
    ) -> _Answer | None:
        """The first answer to a question.

        It is remembered unless a source before it failed in passing: that one may know more.
        """
        for source, question in questions:
            if self._from_store(partial(self.store.missed, kind, track_id, source)):
                continue
            try:
                answer = self._ask(source, question, search.deadline)
            except SourceError as error:
                search.failures.append(error)
                continue
            if answer is None:
                self._from_store(partial(self.store.remember_miss, kind, track_id, source))
                continue
            if not any(isinstance(failure, _PASSING) for failure in search.failures):
                self._from_store(partial(self.store.remember, answer))
            return answer
        return None

    def _ask(self, source: str, question: Callable[[], _T], deadline: float) -> _T:
        """Asks a source unless it rests, or somebody waits too long already."""
        if self.clock() > deadline:
            raise SourceTimeout(source)
        return self._resting.ask(source, question, self.clock)

    def _from_store(self, use: Callable[[], _T]) -> _T | None:
        """Uses the store; when it is broken that is logged, and the sources still answer."""
        try:
            return use()
        except StoreError as error:
            _log.warning("%s", error)
            return None
