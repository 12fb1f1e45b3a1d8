"""Finds what goes with the seeds: filters first, then the neighbourhood, then the wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, tee

import numpy as np

from moodrec.errors import QueryError
from moodrec.metrics import Metric
from moodrec.model import Emptied, Heard, MoodPoint, Neighbour, Query, Ring, Seed, Track
from moodrec.recommend.around import Around
from moodrec.recommend.centre import centre
from moodrec.recommend.gate import Gate
from moodrec.recommend.index import Index
from moodrec.recommend.score import Rows, Scorer, rows_heard
from moodrec.recommend.variety import POOL, best, varied
from moodrec.recommend.walk import by_score
from moodrec.recommend.why import Reasons
from moodrec.wishes import SOUND_WEIGHTS

_SURROUNDINGS = 20  # tracks drawn in the lens beside the neighbours
_POOL = 2  # the nearest that knobs reorder, for each place in the list
_TRIED = 8  # the nearest that are sorted at first, for each place in the list
_WIDER = 1.5  # how much a ring grows at each step
_STEP = 3  # radii in which a song that others play is near enough


@dataclass(frozen=True, slots=True)
class Nearest:
    """What lies near a seed: the neighbours, the other nearest tracks, and the ring.

    `seed` is what was sought for; `emptied` and `notices` are as in `Recommendation`.
    """

    seed: Seed
    neighbours: tuple[Neighbour, ...]
    surroundings: tuple[Neighbour, ...]
    ring: Ring
    notices: tuple[str, ...] = ()
    emptied: Emptied | None = None


def nearest(index: Index, seed: Seed, query: Query) -> Nearest:
    """The answer for one seed, as search() gives it."""
    return search(index, [seed], [], query)


def search(
    index: Index,
    added: Sequence[Seed],
    subtracted: Sequence[Seed],
    query: Query,
    heard: Sequence[Heard] = (),
) -> Nearest:
    """The tracks that go with the `added` seeds and not with the `subtracted` ones.

    Closest: in the order of (distance, track id). Same mood: those inside the ring by score,
    ties in that order; the ring is widened step by step until there are `query.n`. Songs that
    filters rule out take no part; neither do the seeds' own rows, nor songs nearer to a
    subtracted seed than to the centre. There are fewer than n only when no more are left.
    Raises QueryError and MetricUndefined.
    """
    return _asked(index, added, subtracted, query).answer(added, rows_heard(index, heard))


def picks(index: Index, seed: Seed, query: Query, heard: Sequence[Heard] = ()) -> Rows:
    """The rows of what search() finds for one seed, in its order, and nothing else of them.

    For those who ask thousands of questions. Raises what search() raises.
    """
    rows, _ = _asked(index, [seed], [], query).picks(rows_heard(index, heard))
    return np.array(rows, dtype=np.int64)


def _asked(index: Index, added: Sequence[Seed], subtracted: Sequence[Seed], query: Query) -> _Asked:
    tracks = [seed.track for seed in (*added, *subtracted) if seed.track]
    if len(added) + len(subtracted) > len(index.reference):
        raise QueryError(
            "There are more seeds than songs in the reference set. Take some away, or import "
            "a larger set."
        )
    return _Asked(index, centre(added, subtracted), tracks, subtracted, query)


class _Asked:
    """One search under way: the distances, what may take part, and the list."""

    def __init__(
        self,
        index: Index,
        seed: Seed,
        tracks: Sequence[Track],
        subtracted: Sequence[Seed],
        query: Query,
    ) -> None:
        self._index, self._reference, self._query = index, index.reference, query
        self._seed, self._tracks = seed, tracks
        self._metric: Metric = index.metric(query.wishes)
        own = [row for track in tracks if (row := self._reference.row_of(track.id)) is not None]
        self._around = Around(index, self._metric, seed, own, subtracted, query.filters)
        first = _SURROUNDINGS + _TRIED * query.n
        self._near, self._near_again = tee(self._around.by_distance(first))

    def answer(self, added: Sequence[Seed], heard: dict[str, dict[int, float]]) -> Nearest:
        """The list, what lies around it, and the ring."""
        seed = self._seed
        picks, reach = self.picks(heard)
        genres = frozenset(one.track.genre for one in added if one.track and one.track.genre)
        features = dict(
            zip(
                SOUND_WEIGHTS,
                self._index.percentiles.of_features(seed.features, tuple(SOUND_WEIGHTS)),
                strict=True,
            )
        )
        reasons = Reasons(self._index, features, genres, heard)
        others = self._others(picks)
        return Nearest(
            seed=seed,
            neighbours=self._neighbours(picks, reasons),
            surroundings=self._neighbours(others, None),
            ring=self._ring(reach),
            notices=(
                *self._around.sifted.notices,
                *self._metric.notices(seed),
                *self._scorer(heard).notices(),
            ),
            emptied=None if picks else self._emptied(),
        )

    def picks(self, heard: dict[str, dict[int, float]]) -> tuple[list[int], float]:
        """The rows of the list, and the radius to which the ring was widened for it."""
        scorer = self._scorer(heard)
        if self._query.wishes.order == "closest":
            return self._closest(scorer), self._query.wishes.radius
        return self._same_mood(scorer)

    def _scorer(self, heard: dict[str, dict[int, float]]) -> Scorer:
        return Scorer(self._index, self._metric, self._seed, self._query.wishes, heard)

    def _gate(self) -> Gate:
        return Gate(self._reference, self._tracks, self._query)

    def _closest(self, scorer: Scorer) -> list[int]:
        """The nearest; with knobs, the best of twice as many."""
        shaped, n = self._query.wishes.shape, self._query.n
        size = _POOL * n if shaped else n
        gate, taken = self._gate(), []
        for row in self._near:
            if gate.take(row):
                taken.append(row)
            if len(taken) == size:
                break
        return self._shaped(np.array(taken, dtype=np.int64), scorer) if shaped else taken

    def _same_mood(self, scorer: Scorer) -> tuple[list[int], float]:
        """The best inside the ring, and the radius to which it had to be widened."""
        radius = reach = self._query.wishes.radius
        called = self._called(scorer, self._metric.within(_STEP * radius))
        while True:
            inside = self._around.inside(self._metric.within(reach))
            rows = np.union1d(inside, called) if len(called) else inside
            picks = self._shaped(rows, scorer) if len(rows) >= self._query.n else []
            if len(picks) == self._query.n:
                return picks, reach
            if len(inside) == self._around.available:  # there is nothing farther out
                picks = picks or self._shaped(rows, scorer)
                return picks, reach if picks else radius
            reach *= _WIDER

    def _called(self, scorer: Scorer, farthest: int) -> Rows:
        """The songs that listening data names, at most a step away."""
        shares = dict(self._query.wishes.shares)
        rows = {row for name, scores in scorer.heard.items() if shares.get(name) for row in scores}
        named = np.array(sorted(rows), dtype=np.int64)
        return named[self._around.keys(named) <= farthest]

    def _shaped(self, rows: Rows, scorer: Scorer) -> list[int]:
        """The best of the candidates by score, and by variety where that is wished for."""
        n, variety = self._query.n, self._query.wishes.variety
        keys = self._around.keys(rows)
        scores = scorer.scores(rows, keys)
        order = by_score(rows, scores, keys, first=POOL * n)
        if variety:
            return varied(rows, order, self._gate(), n, scores, variety, self._index)
        return best(rows, order, self._gate(), n)

    def _others(self, picks: list[int]) -> list[int]:
        """The nearest songs that are not in the list."""
        taken = set(picks)
        return list(islice((row for row in self._near_again if row not in taken), _SURROUNDINGS))

    def _neighbours(self, rows: list[int], reasons: Reasons | None) -> tuple[Neighbour, ...]:
        songs = self._reference.placed_many(rows)
        distances = self._metric.distances(self._around.keys(rows)).tolist()
        return tuple(
            Neighbour(
                song.track,
                song.features,
                song.point,
                song.livelier_than,
                distance,
                *([reasons.why(row, song)] if reasons else []),
            )
            for row, song, distance in zip(rows, songs, distances, strict=True)
        )

    def _ring(self, reach: float) -> Ring:
        radius = self._query.wishes.radius
        # another release of a seed is no other song
        same = self._index.releases_of(self._tracks) if self._query.one_per_recording else []
        songs, allowed = self._around.ring(self._metric.within(radius), same)
        return Ring(
            radius=radius,
            songs=songs,
            allowed=allowed,
            reach=reach,
            outline=self._outline(self._seed.point, radius),
            reached=self._outline(self._seed.point, reach) if reach > radius else (),
        )

    def _outline(self, point: MoodPoint, radius: float) -> tuple[tuple[float, float], ...]:
        corners = np.round(self._metric.outline(point, radius), 5).tolist()
        return tuple((valence, energy) for valence, energy in corners)

    def _emptied(self) -> Emptied | None:
        """The filter whose relaxing brings back the most; None when no filter is set."""
        sifted = self._around.sifted
        rows = self._around.unfiltered()
        if not rows.any() or self._around.available:
            return None
        back = {name: int(np.count_nonzero(sifted.only(name) & rows)) for name in sifted.failing}
        most = max(back, key=lambda name: (back[name], int(sifted.failing[name].sum())))
        return Emptied(most, back[most])
