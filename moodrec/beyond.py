"""A set that is not loaded: an engine is asked, and only what is near, or shown, comes here.

Lists are exact for the nearest songs of one seed or of several, with filters and in every metric.
What needs the whole set in memory, the knobs and the order inside the ring, is refused in a
sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType
from typing import Self

import numpy as np
import pandas as pd

from moodrec.engines import Question, few
from moodrec.engines.closer import Beside
from moodrec.engines.facts import Facts
from moodrec.engines.near import LARGEST
from moodrec.engines.sql import SqlEngine
from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.glance import Sight
from moodrec.judging.own import OwnPlace
from moodrec.lookup import Lookup
from moodrec.metrics import Metric, forms, rank
from moodrec.metrics.weighted import Weighings
from moodrec.model import (
    AudioFeatures,
    Emptied,
    Neighbour,
    PlacedTrack,
    Query,
    Recommendation,
    ReferenceSummary,
    Ring,
    Seed,
)
from moodrec.overview import Overview
from moodrec.recommend.centre import centre
from moodrec.recommend.gate import Gate
from moodrec.reference import ReferenceSet
from moodrec.seeding import seed_of
from moodrec.texts import counted
from moodrec.window import Closer
from moodrec.wishes import Wishes

_SURROUNDINGS = 20  # tracks beside the neighbours, as in a search in memory
_TRIED = 8  # the nearest that are fetched at first, for each place in the list
_MORE = 8  # times as many are fetched where those were not enough
_EVERYWHERE = LARGEST


@dataclass(frozen=True)
class Beyond:
    """One reference set that stays where it is; safe to share between threads.

    `own` are the places that one listener's ears gave tracks, by track id, read-only.
    """

    engine: SqlEngine
    summary: ReferenceSummary
    lookup: Lookup
    sight: Sight
    offline: bool = False
    own: Mapping[str, OwnPlace] = field(default_factory=lambda: MappingProxyType({}))

    def with_own(self, places: Mapping[str, OwnPlace]) -> Self:
        """The same for a listener with these places of their own."""
        return replace(self, own=MappingProxyType(dict(places)))

    @property
    def overview(self) -> Overview:
        """The set at a glance. Raises MoodrecError."""
        return self.sight.overview

    @property
    def whole(self) -> None:
        """No service: what a service answers takes the whole set in memory."""

    @property
    def closer(self) -> Closer:
        """Whom a closer look at the plane asks."""
        return Beside(self.engine, self.summary.name)

    @property
    def usual(self) -> Wishes:
        """What a page starts with: the nearest songs."""
        return Wishes()

    def recommend(self, query: Query, patience: float = 0) -> Recommendation:  # noqa: ARG002  # the service's
        """What goes with the query's seeds. Raises what Service.recommend() raises, and StoreError.

        Reasons that compare a pick with the whole set are not given, and nobody listens.
        """
        _check(query)
        told = [
            seed_of(one, self.lookup, self, self._felt, offline=self.offline)
            for one in (query.seed, *query.more)
        ]
        added = tuple(seed for seed, _ in told)
        asked = _Asked(self, centre(added, ()), added, query)
        brighter, livelier = self.engine.facts.share_below(asked.seed.point)
        neighbours, surroundings = asked.lists()
        return Recommendation(
            seed=asked.seed,
            neighbours=neighbours,
            surroundings=surroundings,
            ring=asked.ring(),
            brighter_than=brighter,
            livelier_than=livelier,
            reference=self.summary,
            notices=tuple(dict.fromkeys((*(one for _, all_ in told for one in all_),
                                         *asked.notices()))),
            added=added,
            wishes=query.wishes,
            emptied=None if neighbours else asked.emptied(),
        )  # fmt: skip

    def find(self, track_id: str) -> PlacedTrack | None:
        """What the set knows of a track; None when it is unknown."""
        return self.closer.song(track_id)

    def few(self, tracks: pd.DataFrame) -> ReferenceSet:
        """Some of the tracks as a small set of their own."""
        return few.small_set(tracks, self.summary.name)

    def placed(self, songs: Iterable[PlacedTrack]) -> tuple[PlacedTrack, ...]:
        """Tracks of a small set, seen in the whole one."""
        return few.placed(songs, self.engine.facts)

    def _felt(self, track_id: str) -> AudioFeatures | None:
        place = self.own.get(track_id)
        return place.features if place else None


class _Asked:
    """One search under way."""

    def __init__(self, beyond: Beyond, seed: Seed, added: tuple[Seed, ...], query: Query) -> None:
        self.seed, self._query = seed, query
        self._beyond, self._engine = beyond, beyond.engine
        self._tracks = [one.track for one in added if one.track]
        self._metric = metric(beyond.engine.facts, query.wishes)
        own = frozenset(track.id for track in self._tracks)
        self._question = Question(*self._metric.asked(seed), own, query.filters)

    def lists(self) -> tuple[tuple[Neighbour, ...], tuple[Neighbour, ...]]:
        """The list, and the nearest songs that are not in it."""
        n = _SURROUNDINGS + _TRIED * self._query.n
        while True:
            answer, frame = self._engine.nearest_tracks(self._question, n)
            songs = self._beyond.few(frame)
            rows = [row for one in answer.ids if (row := songs.row_of(one)) is not None]
            gate = Gate(songs, self._tracks, self._query)
            picks = list(islice(filter(gate.take, rows), self._query.n))
            if len(picks) == self._query.n or len(rows) < n:
                break
            n *= _MORE
        others = [row for row in rows if row not in set(picks)][:_SURROUNDINGS]
        keys = dict(zip(rows, answer.keys, strict=True))
        return self._neighbours(songs, picks, keys), self._neighbours(songs, others, keys)

    def ring(self) -> Ring:
        """The ring, counted by the engine over the whole set."""
        radius = self._query.wishes.radius
        reach = self._metric.within(radius)
        everything = self._everything()
        corners = np.round(self._metric.outline(self.seed.point, radius), 5).tolist()
        return Ring(
            radius=radius,
            songs=self._engine.within(everything, reach),
            allowed=self._engine.within(self._allowed(), reach),
            reach=radius,
            outline=tuple((valence, energy) for valence, energy in corners),
        )

    def notices(self) -> tuple[str, ...]:
        """What cannot be compared."""
        told = self._metric.notices(self.seed)
        if self._query.wishes.metric != "weighted":
            return told
        unknown = len(self._engine) - self._engine.comparable(self._question.measure.axes)
        if not unknown:
            return told
        return (*told, f"{counted(unknown, 'song')} without these features cannot be compared.")

    def emptied(self) -> Emptied | None:
        """The filter whose relaxing brings back the most; None when no filter is set."""
        filters, everything = self._query.filters, replace(self._question, filters=Filters())
        if self._engine.within(self._question, _EVERYWHERE):
            return None  # they are left, but the list may not hold them
        if not self._engine.within(everything, _EVERYWHERE):
            return None
        back = {
            name: self._engine.within(
                replace(self._question, filters=filters.relaxed(name)), _EVERYWHERE
            )
            for name in filters.names()
        }
        most = max(back, key=lambda name: back[name], default="")
        return Emptied(most, back[most]) if most else None

    def _allowed(self) -> Question:
        """What may be picked: with one release of each song, none of a seed's other releases."""
        if not self._query.one_per_recording:
            return self._question
        return replace(self._question, filters=self._without_own(self._query.filters))

    def _everything(self) -> Question:
        """The same with no filter but that."""
        filters = self._without_own(Filters()) if self._query.one_per_recording else Filters()
        return replace(self._question, filters=filters)

    def _without_own(self, filters: Filters) -> Filters:
        own = filters.without_songs | {track.id for track in self._tracks}
        return replace(filters, without_songs=own)

    def _neighbours(
        self, songs: ReferenceSet, rows: list[int], keys: dict[int, int]
    ) -> tuple[Neighbour, ...]:
        apart = self._metric.distances(np.array([keys[row] for row in rows], dtype=np.int64))
        placed = self._beyond.placed(songs.placed_many(rows))
        return tuple(
            Neighbour(one.track, one.features, one.point, one.livelier_than, distance)
            for one, distance in zip(placed, apart.tolist(), strict=True)
        )


def metric(facts: Facts, wishes: Wishes) -> Metric:
    """The metric that is wished for, fitted to the facts of a set; it measures no track itself.

    Raises QueryError and MetricUndefined.
    """
    nowhere = _Nowhere(facts)
    if wishes.metric == "rank":
        return rank.counted(facts.valence, facts.energy)
    if wishes.metric == "weighted":
        return Weighings(nowhere)(wishes.weights)
    if wishes.metric == "euclidean":
        return forms.euclidean(nowhere)
    made = {"z-scored": forms.z_scored, "whitened": forms.whitened}.get(wishes.metric)
    if made is None:
        raise QueryError(f"There is no metric {wishes.metric}.")
    return made(nowhere, facts.sums)


class _Nowhere:
    """Columns without a track on the plane: what a metric is fitted to that engines compute.

    Of a feature that some track has there is one value: so it counts as known.
    """

    valence = energy = np.empty(0, dtype=np.int64)

    def __init__(self, facts: Facts) -> None:
        self._known = facts.known

    def numbers(self, column: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.full(1 if self._known.get(column, 1) else 0, 0.5)


def _check(query: Query) -> None:
    """Raises QueryError for what needs the whole set in memory."""
    wishes = query.wishes
    if query.less or wishes.shape or wishes.order != "closest":
        raise QueryError(
            "This reference set stays outside the memory, so it tells the closest songs alone: "
            "without knobs, without seeds to keep away from, and not by the ring. Take these "
            "wishes away, or set MOODREC_ENGINE=memory where there is memory for it."
        )
