"""Finds a track's title and audio features by asking, in order, everyone who may know them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from moodrec.errors import NoAccess, RateLimited, SourceError, StoreError
from moodrec.model import AudioFeatures, Track
from moodrec.reference import ReferenceSet
from moodrec.sources import Registry
from moodrec.sources.contract import Catalogue, FeatureSource
from moodrec.store import FeatureStore, Kind

REST = 60.0
"""Seconds for which a source that failed is not asked again, unless it names a time itself."""

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_Answer = TypeVar("_Answer", Track, AudioFeatures)


@dataclass(frozen=True, slots=True)
class Found:
    """What could be found out about a track, and which sources could not be asked."""

    track: Track
    features: AudioFeatures | None
    failures: tuple[SourceError, ...]


@dataclass(slots=True)
class Lookup:
    """Asks the reference set, the feature store, then the sources in their order.

    A source that fails is logged, left alone for a while, and the next one is asked.
    """

    store: FeatureStore
    sources: Registry
    clock: Callable[[], float] = time.monotonic
    _resting: dict[str, tuple[float, SourceError | None]] = field(default_factory=dict)

    def find(self, track_id: str, reference: ReferenceSet) -> Found:
        """The track by its id; title and features are None where nobody knows them."""
        known = reference.find(track_id)
        track = known.track if known else None
        features = known.features if known else None
        failures: dict[str, SourceError] = {}
        if features is None:
            features = self._features(track_id, failures)
        if track is None or track.name is None:
            track = self._track(track_id, failures) or track
        return Found(
            track or Track(track_id, name=None, source="no source"),
            features,
            tuple(failures.values()),
        )

    def _features(self, track_id: str, failures: dict[str, SourceError]) -> AudioFeatures | None:
        def ask(source: FeatureSource) -> AudioFeatures | None:
            found = source.features([track_id]).get(track_id)
            return found if found and found.has_mood else None

        stored = self._from_store(partial(self.store.features, track_id))
        questions = [(source.name, partial(ask, source)) for source in self.sources.feature_sources]
        return stored or self._first("features", track_id, questions, failures)

    def _track(self, track_id: str, failures: dict[str, SourceError]) -> Track | None:
        def ask(source: Catalogue) -> Track | None:
            found = source.track(track_id)
            return found if found and found.name else None

        stored = self._from_store(partial(self.store.track, track_id))
        questions = [(source.name, partial(ask, source)) for source in self.sources.catalogues]
        return stored or self._first("track", track_id, questions, failures)

    def _first(
        self,
        kind: Kind,
        track_id: str,
        questions: Iterable[tuple[str, Callable[[], _Answer | None]]],
        failures: dict[str, SourceError],
    ) -> _Answer | None:
        """The first answer to a question; who could not be asked is added to `failures`."""
        for source, question in questions:
            if self._from_store(partial(self.store.missed, kind, track_id, source)):
                continue
            try:
                answer = self._ask(source, question)
            except SourceError as error:
                failures[str(error)] = error
                continue
            if answer is not None:
                self._from_store(partial(self.store.remember, answer))
                return answer
            self._from_store(partial(self.store.remember_miss, kind, track_id, source))
        return None

    def _ask(self, source: str, question: Callable[[], _T]) -> _T:
        """Asks a source unless it rests; one that fails is logged and rests for a while."""
        until, last_error = self._resting.get(source, (0.0, None))
        if last_error is not None and self.clock() < until:
            raise last_error
        try:
            return question()
        except NoAccess:
            raise  # lasting, and the source answers otherwise: no reason to rest
        except SourceError as error:
            _log.warning("%s", error)
            rest = (error.retry_after if isinstance(error, RateLimited) else None) or REST
            self._resting[source] = (self.clock() + rest, error)
            raise

    def _from_store(self, use: Callable[[], _T]) -> _T | None:
        """Uses the store; when it is broken that is logged, and the sources still answer."""
        try:
            return use()
        except StoreError as error:
            _log.warning("%s", error)
            return None
