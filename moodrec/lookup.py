"""Finds a track's title and audio features by asking, in order, everyone who may know them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol, TypeVar

from moodrec.errors import (
    BadAnswer,
    RateLimited,
    SourceError,
    SourceTimeout,
    SourceUnavailable,
    StoreError,
)
from moodrec.model import AudioFeatures, PlacedTrack, Track
from moodrec.mood import locate
from moodrec.sources import Registry
from moodrec.sources.contract import Catalogue, FeatureSource, ManyTitles
from moodrec.sources.resting import Resting
from moodrec.store import FeatureStore, Kind

PATIENCE = 12.0
"""Seconds after which a look-up asks no further source: somebody waits for the page."""

MOST_AT_ONCE = 400
"""Most tracks that one step of a look-up in bulk asks the sources for."""
_BATCH = 40  # of them in one question

_PASSING = (SourceTimeout, SourceUnavailable, BadAnswer)
_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_Answer = TypeVar("_Answer", Track, AudioFeatures)


class Knowing(Protocol):
    """A reference set, as far as a look-up asks it."""

    def find(self, track_id: str) -> PlacedTrack | None:
        """What is known of a track; None when it is unknown."""


@dataclass(frozen=True, slots=True)
class Found:
    """What could be found out about a track, and which sources could not be asked for what."""

    track: Track
    features: AudioFeatures | None
    title_failures: tuple[SourceError, ...]
    mood_failures: tuple[SourceError, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was found out about many tracks, by track id.

    Nobody knows the mood of the `unknown` ones; what is in neither was not asked yet.
    `failures` are the sources that could not be asked, each once.
    """

    features: Mapping[str, AudioFeatures] = field(default_factory=dict)
    tracks: Mapping[str, Track] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    failures: tuple[SourceError, ...] = ()

    def joined(self, later: Asked) -> Asked:
        """Both, with the failures of the later one alone."""
        return Asked(
            {**self.features, **later.features},
            {**self.tracks, **later.tracks},
            self.unknown - later.features.keys() | later.unknown,
            later.failures,
        )


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

    def find(self, track_id: str, reference: Knowing, own: AudioFeatures | None = None) -> Found:
        """The track by its id; title and features are None where nobody knows them.

        With the listener's `own` features nobody is asked for any others.
        """
        known = reference.find(track_id)
        track = known.track if known else None
        features = own or (known.features if known else None)
        search = _Search(self.clock() + PATIENCE)
        if features is None:
            features = self._features(track_id, search)
        mood_failures = search.taken()
        if track is None or track.name is None:
            track = self._track(track_id, search) or track
        nameless = Track(track_id, name=None, source="no source")
        return Found(track or nameless, features, search.taken(), mood_failures)

    def told(self, track_ids: Collection[str]) -> dict[str, tuple[AudioFeatures, ...]]:
        """The moods of tracks by each source that the store remembers, the newest first."""
        stored = self._from_store(partial(self.store.every_features, track_ids)) or {}
        moods = {one: tuple(filter(locate, features)) for one, features in stored.items()}
        return {one: features for one, features in moods.items() if features}

    def titles(self, track_ids: Collection[str]) -> dict[str, Track]:
        """The titles that the store remembers; asks nobody else."""
        return self._from_store(partial(self.store.all_tracks, track_ids)) or {}

    def ask_every(self, track_id: str) -> tuple[SourceError, ...]:
        """Asks every source for a track's mood and remembers what each says; gives who failed."""
        search = _Search(self.clock() + PATIENCE)
        for source in self.sources.feature_sources:
            try:
                answer = self._ask(
                    source.name, partial(source.features, [track_id]), search.deadline
                )
            except SourceError as error:
                search.failures.append(error)
                continue
            told = {
                one: found for one, found in answer.items() if one == track_id and locate(found)
            }
            self._keep("features", source.name, [track_id], told, only_misses=False)
        return search.taken()

    def stored(self, track_ids: Collection[str]) -> Asked:
        """What the feature store knows of these tracks; asks nobody else."""
        told = self._from_store(partial(self.store.all_features, track_ids)) or {}
        features = {one: found for one, found in told.items() if locate(found)}
        tracks = self._from_store(partial(self.store.all_tracks, features)) or {}
        return Asked(features, tracks)

    def ask(self, track_ids: Sequence[str], most: int = MOST_AT_ONCE) -> Asked:
        """Asks the sources for the first `most` of these tracks, in batches.

        After PATIENCE seconds no further batch is asked for, nor of a source that failed.
        """
        search = _Search(self.clock() + PATIENCE)
        asked = Asked()
        wanted = list(dict.fromkeys(track_ids))[:most]
        for start in range(0, len(wanted), _BATCH):
            if self.clock() > search.deadline:
                break
            asked = asked.joined(self._batch(wanted[start : start + _BATCH], search))
        said = {(one.source, type(one)): one for one in search.failures}
        return replace(asked, failures=tuple(said.values()))

    def _batch(self, track_ids: Sequence[str], search: _Search) -> Asked:
        """The moods of at most _BATCH tracks, and the titles of those that have one."""
        features: dict[str, AudioFeatures] = {}
        open_, passing = list(track_ids), False
        for source in self.sources.feature_sources:
            left = self._not_missed("features", open_, source.name)
            if not left:
                continue
            try:
                answer = self._ask(source.name, partial(source.features, left), search.deadline)
            except SourceError as error:
                search.failures.append(error)
                passing |= isinstance(error, (*_PASSING, RateLimited))
                continue
            told = {one: found for one, found in answer.items() if one in left and locate(found)}
            self._keep("features", source.name, left, told, only_misses=passing)
            features |= told
            open_ = [one for one in open_ if one not in told]
        unknown = frozenset() if passing or not self.sources.feature_sources else frozenset(open_)
        return Asked(features, self._titles(list(features), search), unknown)

    def _titles(self, track_ids: Sequence[str], search: _Search) -> dict[str, Track]:
        """The titles of these tracks by catalogues that tell many at once."""
        tracks: dict[str, Track] = {}
        for source in self.sources.catalogues:
            left = [one for one in track_ids if one not in tracks]
            if not (isinstance(source, ManyTitles) and left):
                continue
            try:
                answer = self._ask(source.name, partial(source.tracks, left), search.deadline)
            except SourceError as error:
                search.failures.append(error)
                continue
            told = {one: found for one, found in answer.items() if one in left and found.name}
            self._keep("track", source.name, list(told), told, only_misses=False)
            tracks |= told
        return tracks

    def _not_missed(self, kind: Kind, track_ids: list[str], source: str) -> list[str]:
        use = partial(self.store.all_missed, kind, track_ids, source)
        missed = self._from_store(use) or set()
        return [one for one in track_ids if one not in missed]

    def _keep(
        self,
        kind: Kind,
        source: str,
        asked: Iterable[str],
        told: Mapping[str, Track | AudioFeatures],
        *,
        only_misses: bool,
    ) -> None:
        """Remembers what a source told, and what it does not know.

        With `only_misses` a source before it failed in passing: that one may know more.
        """
        answers = {one: told.get(one) for one in asked if not (only_misses and one in told)}
        if answers:
            self._from_store(partial(self.store.remember_all, kind, source, answers))

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
