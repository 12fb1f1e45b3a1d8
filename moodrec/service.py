"""The use cases: what the pages and the command line ask moodrec to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from moodrec import comparison, mood, placement, recommend, survey
from moodrec.brought import BroughtList
from moodrec.ears import Ear
from moodrec.ears.blend import ranked
from moodrec.filters import Filters
from moodrec.finder import Found
from moodrec.itinerary import Journey, Route
from moodrec.journey import Draft, Planner
from moodrec.judgements import Axis
from moodrec.judging import agreement, reading
from moodrec.judging.agreement import Validation
from moodrec.judging.known import points_of
from moodrec.judging.own import SOURCE, OwnPlace
from moodrec.lookup import Asked, Lookup
from moodrec.model import (
    AudioFeatures,
    Compared,
    Heard,
    MoodPoint,
    PlacedTrack,
    Query,
    Recommendation,
    ReferenceSummary,
    Seed,
    Track,
)
from moodrec.overview import Overview
from moodrec.placement import Coverage
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from moodrec.seeding import seed_of
from moodrec.survey import Survey
from moodrec.window import Closer, Loaded
from moodrec.wishes import USUAL, Wishes

PATIENCE = 2.0
"""Seconds for which listening data is waited for: then the list comes without it."""


@dataclass(frozen=True, slots=True)
class Service:
    """One reference set and the sources beside it; safe to share between threads.

    `own` are the places that one listener's ears gave tracks, by track id, read-only.
    """

    index: Index
    lookup: Lookup
    overview: Overview
    ears: tuple[Ear, ...] = ()
    offline: bool = False
    own: Mapping[str, OwnPlace] = field(default_factory=lambda: MappingProxyType({}))

    def with_own(self, places: Mapping[str, OwnPlace]) -> Service:
        """The same for a listener with these places of their own."""
        return replace(self, own=MappingProxyType(dict(places)))

    @property
    def reference(self) -> ReferenceSet:
        """The reference set."""
        return self.index.reference

    @property
    def summary(self) -> ReferenceSummary:
        """What the reference set holds, in short."""
        return self.reference.summary

    @property
    def whole(self) -> Service:
        """The service itself: a set that is `Beyond` has none."""
        return self

    @property
    def closer(self) -> Closer:
        """Whom a closer look at the plane asks."""
        return Loaded(self.reference)

    @property
    def usual(self) -> Wishes:
        """What a page starts with."""
        return USUAL

    def recommend(self, query: Query, patience: float = PATIENCE) -> Recommendation:
        """What goes with the query's seeds, with the ring and the percentiles.

        Listening data is waited for at most `patience` seconds; what is late is told in
        `heard`. Raises QueryError for what makes no sense, LinkError for text that is no link
        to a track, MoodUnknownError for a track without known mood, SourceError when a short
        link cannot be resolved.
        """
        (seed, *more), notices = self._seeds((query.seed, *query.more))
        less, others = self._seeds(query.less)
        heard = self.hear((seed, *more), query.wishes, patience)
        near = recommend.search(self.index, (seed, *more), less, query, heard)
        return Recommendation(
            seed=near.seed,
            neighbours=near.neighbours,
            surroundings=near.surroundings,
            ring=near.ring,
            brighter_than=self.reference.brighter_than(near.seed.point),
            livelier_than=self.reference.livelier_than(near.seed.point),
            reference=self.reference.summary,
            notices=tuple(dict.fromkeys((*notices, *others, *near.notices))),
            added=(seed, *more),
            subtracted=tuple(less),
            wishes=query.wishes,
            heard=heard,
            emptied=near.emptied,
        )

    def hear(self, seeds: Sequence[Seed], wishes: Wishes, patience: float = 0) -> tuple[Heard, ...]:
        """What the sources of listening data that have a share say of the seeds, by now.

        Only songs of the reference set are named, the best of them with a score of 1.
        """
        shares = dict(wishes.shares)
        told = (ear.hear(seeds, patience) for ear in self.ears if shares.get(ear.name))
        return tuple(map(self._in_set, told))

    def journey(self, route: Route, draft: Draft | None = None) -> Journey:
        """The songs of a route; with a draft that list as it is, measured anew.

        Raises QueryError for what makes no sense or leaves fewer than two songs, and for its
        stops what recommend() raises.
        """
        planner, notices = self._planner(route, draft or Draft(()))
        journey = planner.lay() if draft else planner.plan()
        return replace(journey, notices=(*notices, *journey.notices))

    def replan(self, route: Route, draft: Draft, *, others: bool = False) -> Journey:
        """The best songs for a route around the locked ones of a draft. Raises as journey().

        With `others`, none of its unlocked songs comes again where enough other ones are left.
        """
        planner, notices = self._planner(route, draft)
        journey = planner.plan_other() if others else planner.plan()
        return replace(journey, notices=(*notices, *journey.notices))

    def compare(self, seed: Seed, pick: PlacedTrack) -> tuple[Compared, ...]:
        """The seed and a pick over all audio features and popularity."""
        return comparison.compare(self.index.percentiles, seed, pick)

    def survey(self, x: str, y: str, filters: Filters) -> Survey:
        """The set over two of its columns, and what passes the filters. Raises QueryError."""
        return survey.look(self.reference, x, y, self.index.sieve.sift(filters).passing)

    def suggest(self, text: str) -> tuple[Found, ...]:
        """The songs whose title or artist a text may mean, the best first; at most eight."""
        return self.index.finder.find(text)

    def _planner(self, route: Route, draft: Draft) -> tuple[Planner, tuple[str, ...]]:
        stops, notices = self._seeds(route.stops)
        known = self._known([one for one in draft.ids if self.reference.find(one) is None])
        return Planner(self.index, route, stops, draft, known), tuple(dict.fromkeys(notices))

    def _known(self, track_ids: Sequence[str]) -> dict[str, PlacedTrack]:
        """Tracks that the reference set does not have, where others know their moods."""
        if not track_ids:
            return {}
        asked = self.lookup.stored(track_ids).joined(self._mine(track_ids))
        if missing := [one for one in track_ids if one not in asked.features]:
            asked = asked.joined(self.lookup.ask(missing))
        return {
            one: PlacedTrack(
                asked.tracks.get(one) or self._title(one),
                features,
                point,
                self.reference.livelier_than(point),
            )
            for one, features in asked.features.items()
            if (point := mood.locate(features))
        }

    def _title(self, track_id: str) -> Track:
        """The title of a track whose mood was told without one: that of an own place is sought."""
        if own := self._mine([track_id]).features.get(track_id):
            return self.lookup.find(track_id, self.reference, own).track
        return Track(track_id, name=None, source="no source")

    def place(self, brought: BroughtList, asked: Asked | None = None) -> Coverage:
        """The rows of a list on the plane, by what the set, the file and the store know.

        `asked` is what was found out about them before. Where nobody else knows a song, the
        listener's own place counts.
        """
        known = _by_others(asked or Asked())
        found = placement.place(brought, self.reference, known, offline=self.offline)
        missing = [*found.open] if not self.offline else list(found.without_mood)
        stored = self.lookup.stored(missing) if missing else Asked()
        mine = self._mine([one for one in (*found.open, *found.without_mood)
                           if one not in stored.features])  # fmt: skip
        if not (stored.features or mine.features):
            return found
        known = replace(known.joined(stored).joined(mine), failures=known.failures)
        return placement.place(brought, self.reference, known, offline=self.offline)

    def ask(self, coverage: Coverage) -> Coverage:
        """The same list after the sources were asked for what is open, at most a step of it.

        That takes at most some twelve seconds; what is left stays open.
        """
        asked = self.lookup.ask(coverage.open)
        return self.place(coverage.brought, coverage.asked.joined(asked))

    def told(self, track_id: str) -> tuple[AudioFeatures, ...]:
        """A track's mood by everyone who told it: the set, each source, the listener's own ears.

        Each source once: what the set holds of one counts before what the store remembers of it.
        """
        known = self.reference.find(track_id)
        mine = self._mine([track_id]).features.values()
        in_set = (known.features,) if known else ()
        every = (*in_set, *self.lookup.told([track_id]).get(track_id, ()), *mine)
        first: dict[str, AudioFeatures] = {}
        for one in every:
            first.setdefault(one.source, one)
        return tuple(first.values())

    def titles(self, track_ids: Sequence[str]) -> dict[str, Track]:
        """The tracks whose title the set or the store knows, by track id; nobody is asked."""
        stored = self.lookup.titles(track_ids)
        known = {one: found.track for one in track_ids if (found := self.reference.find(one))}
        every = {**stored, **known}
        return {one: track for one, track in every.items() if track.name}

    def ask_every(self, track_id: str) -> tuple[str, ...]:
        """Asks every source for a track's mood, for told(); gives a sentence for each that failed.

        That takes at most some twelve seconds.
        """
        return tuple(map(str, self.lookup.ask_every(track_id)))

    def _felt(self, track_id: str) -> AudioFeatures | None:
        return self._mine([track_id]).features.get(track_id)

    def _mine(self, track_ids: Sequence[str]) -> Asked:
        """What the listener's own ears told of these tracks."""
        return Asked({one: self.own[one].features for one in track_ids if one in self.own})

    def validate(self, content: bytes, name: str, axis: Axis | None = None) -> Validation:
        """How well the values of the set and the store agree with judgements in a file.

        `axis` is what its rows are about where they do not say so. Nobody else is asked for
        values. Raises ListError when the file holds no judgements, or a single one.
        """
        opinions = reading.read(content, name, axis)
        tracks = agreement.tracks_of(opinions)
        return agreement.validate(opinions, points_of(tracks, self.reference, self.lookup))

    def _in_set(self, told: Heard) -> Heard:
        """What was told without the songs that the reference set does not have."""
        here = {one: score for one, score in told.scores
                if self.reference.row_of(one) is not None}  # fmt: skip
        if told.scores and not here:
            missing = f"None of the songs that {told.source} names is in this reference set."
            return replace(told, scores=(), missing=missing)
        return replace(told, scores=ranked(here))

    def _seeds(self, given: Sequence[str | MoodPoint]) -> tuple[tuple[Seed, ...], tuple[str, ...]]:
        found = [
            seed_of(one, self.lookup, self.reference, self._felt, offline=self.offline)
            for one in given
        ]
        notices = (notice for _, told in found for notice in told)
        return tuple(seed for seed, _ in found), tuple(notices)


def _by_others(asked: Asked) -> Asked:
    """What was asked of others: a listener may have taken their own places back since."""
    others = {one: told for one, told in asked.features.items() if told.source != SOURCE}
    return replace(asked, features=others)
