"""What lies around a seed is what the keys of all songs say, whoever takes no part."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from moodrec.engines import Question
from moodrec.filters import Filters, Range
from moodrec.metrics import METRICS, NOT_COMPARABLE
from moodrec.metrics.contract import Keys
from moodrec.model import MoodPoint, Seed
from moodrec.recommend import Index, index
from moodrec.recommend.around import Around
from moodrec.recommend.centre import on_features_of
from moodrec.wishes import Wishes
from tests.conftest import an_id
from tests.small import a_set, seed_of
from tests.test_engines import kept

ROWS = 400
FILTERS = [
    Filters(),
    Filters(genres=("salsa",)),
    Filters(ranges=(Range("tempo", 90, 130),), without_genres=("metal",)),
    Filters(genres=("no such genre",)),
]
WEIGHTS = (("valence", 1.0), ("tempo", 0.5), ("danceability", 0.2))


def songs() -> Index:
    draw = np.random.default_rng(1)
    return Index(
        a_set(
            [
                {
                    "id": an_id(number),
                    "valence": draw.integers(21) / 20,
                    "energy": draw.integers(21) / 20,
                    "tempo": draw.choice([80.0, 120.0, np.nan]),
                    "danceability": draw.integers(5) / 5,
                    "genre": str(draw.choice(["salsa", "metal", ""])),
                }
                for number in range(ROWS)
            ]
        )
    )


SONGS = songs()


def plain(around: Around, away: list[Seed]) -> tuple[Keys, NDArray[np.bool_]]:
    """The keys of all songs, and which are ruled out by more than the metric and the seeds."""
    keys = around._metric.keys(around._seed)
    keys[around._own] = NOT_COMPARABLE
    out = ~around.sifted.passing
    for one in away:
        out |= around._metric.keys(on_features_of(around._seed, one)) < keys
    return keys, out


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_it_is_what_the_keys_of_all_songs_say(data: st.DataObject) -> None:
    rows = st.integers(0, ROWS - 1)
    seed, *others = (seed_of(SONGS.reference.placed(data.draw(rows))) for _ in range(3))
    away = others[: data.draw(st.integers(0, 2))]
    own = data.draw(st.lists(rows, max_size=3))
    metric = SONGS.metric(Wishes(metric=data.draw(st.sampled_from([*METRICS])), weights=WEIGHTS))
    around = Around(SONGS, metric, seed, own, away, data.draw(st.sampled_from(FILTERS)))
    every, out = plain(around, away)
    keys = np.where(out, NOT_COMPARABLE, every)

    order = np.argsort(keys, kind="stable")
    wanted = order[keys[order] < NOT_COMPARABLE].tolist()
    assert list(around.by_distance(data.draw(st.sampled_from([1, 7, ROWS, 2 * ROWS])))) == wanted
    assert around.available == len(wanted)

    reach = int(data.draw(st.sampled_from(keys.tolist())))
    reach = min(reach, NOT_COMPARABLE - 1)
    assert sorted(around.inside(reach)) == np.flatnonzero(keys <= reach).tolist()
    near = every <= reach
    near[[5, 6, 7]] = False
    assert around.ring(reach, [5, 6, 7]) == (near.sum(), (near & ~out).sum())

    some = data.draw(st.lists(rows, max_size=9))
    assert around.keys(some).tolist() == keys[some].tolist()
    without = Around(SONGS, metric, seed, own, away, Filters())
    assert sorted(without.by_distance(9)) == np.flatnonzero(around.unfiltered()).tolist()


def test_filters_that_come_again_are_not_sifted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    here = songs()
    sifted = here.sift(FILTERS[1])
    monkeypatch.setattr(here.sieve, "_failing", lambda _: pytest.fail("sifted again"))
    assert here.sift(FILTERS[1]) is sifted


def test_a_large_kept_set_is_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_LARGE", ROWS)
    path = kept(SONGS.reference, tmp_path)
    here = Index(SONGS.reference, path)
    assert not path.with_suffix(".plane").exists()  # a start makes nothing
    metric, seed = here.metric(Wishes()), Seed(MoodPoint(0.3, 0.3))
    question = Question(*metric.asked(seed))
    assert here.engine.nearest(question, 9) == SONGS.engine.nearest(question, 9)


def test_many_places_at_once_give_what_each_gives() -> None:
    places = np.random.default_rng(2).integers(0, 1_000_001, size=(30, 2))
    measure, _ = SONGS.metric(Wishes(metric="whitened")).asked(Seed(MoodPoint(0, 0)))
    for filters in FILTERS:
        found = SONGS.engine.nearest_of_each(measure, places, 6, filters)
        for number, at in enumerate(places.tolist()):
            one = SONGS.engine.nearest_rows(Question(measure, tuple(at), filters=filters), 6)
            assert [row for row in found.rows[number] if row >= 0] == one.rows.tolist()
