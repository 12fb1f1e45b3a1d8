"""The report of the method: every figure of the page, plain JSON for any set, twice the same."""

import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodrec import recommend
from moodrec.method.axes import distribution
from moodrec.method.overlap import LENGTHS
from moodrec.method.plain import plain
from moodrec.method.regression import regression
from moodrec.method.report import Report, as_json, report
from moodrec.method.spread import Spread
from moodrec.metrics import METRICS
from moodrec.model import AXES, MoodPoint, Query, Seed
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from tests.conftest import KNOWN
from tests.small import seed_of
from tests.test_card import SETS


@pytest.fixture(scope="module")
def of_packaged(packaged: ReferenceSet) -> Report:
    return report(Index(packaged))


def dumped(found: Report) -> str:
    """JSON that would not be written if a number were none."""
    return json.dumps(as_json(found), ensure_ascii=False, indent=2, allow_nan=False)


def every(value: Any) -> Iterator[Any]:
    """All values that stand in a JSON value, at any depth."""
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from every(one)


def test_the_report_holds_what_each_figure_measures(
    packaged: ReferenceSet, of_packaged: Report
) -> None:
    assert of_packaged.distributions == tuple(distribution(packaged, axis) for axis in AXES)
    assert of_packaged.regression == regression(packaged)
    assert len(of_packaged.overlaps) == math.comb(len(METRICS), 2) * len(LENGTHS)
    assert isinstance(of_packaged.spread, Spread)
    assert of_packaged.card.summary == packaged.summary


def test_json_tells_the_set_the_draws_and_the_articles_numbers(of_packaged: Report) -> None:
    told = json.loads(dumped(of_packaged))
    assert told["reference"]["songs"] == 4481
    assert told["reference"]["version"] == of_packaged.card.version
    assert told["draws"] == {"seed": 0, "rounds": 1000, "share": 0.95}
    assert told["article"] == {"slope": 0.25, "songs": 12000}
    assert list(told["distributions"]) == list(AXES)
    assert sum(told["distributions"]["valence"]["counts"]) == 4481
    slope = told["regression"]["overall"]["slope"]
    assert slope["low"] < slope["value"] < slope["high"]
    assert told["card"]["genres"]["dubstep"] == 929
    assert told["card"]["dropped"]["duplicate id"] == 151
    assert told["card"]["biases"]["calm and happy"]["values"]["share"] == 26 / 4481
    assert told["card"]["sources"][0]["licence"]["names"] == ["mit"]
    assert (told["seed"], told["steps"]) == (None, [])


@pytest.mark.parametrize("name", SETS)
def test_the_report_of_any_set_is_plain_json_and_twice_the_same(name: str) -> None:
    first, second = (dumped(report(Index(SETS[name]()))) for _ in range(2))
    assert first == second
    told = json.loads(first)
    assert all(one is None or isinstance(one, (str, int, float, dict, list)) for one in every(told))
    if told["regression"]["overall"] is None:
        assert told["regression"]["why"]
    for one in told["overlaps"]:
        assert (one["mean"] is None) == bool(one["why"])


def test_the_report_of_the_packaged_set_is_twice_the_same(
    packaged: ReferenceSet, of_packaged: Report
) -> None:
    assert dumped(report(Index(packaged))) == dumped(of_packaged)


def test_a_question_stands_beside_with_what_was_found_and_how(packaged: ReferenceSet) -> None:
    index = Index(packaged)
    song = packaged.find(KNOWN)
    assert song is not None
    seed = seed_of(song)
    found = recommend.search(index, [seed], (), Query(KNOWN), ()).neighbours
    told = as_json(report(index, seed, found))
    assert told["seed"] == {"id": KNOWN, "name": song.track.name, **plain(song.point)}
    assert [one["id"] for one in told["steps"]] == [one.track.id for one in found]
    for one, own in zip(told["steps"], found, strict=True):
        assert one["norm"] == pytest.approx(own.distance)
        assert one["difference"] == pytest.approx(
            [seed.point.valence - own.point.valence, seed.point.energy - own.point.energy]
        )


def test_a_mood_has_a_place_and_no_name() -> None:
    told = as_json(report(Index(SETS["one row"]()), Seed(MoodPoint(0.25, 0.5))))
    assert told["seed"] == {"valence": 0.25, "energy": 0.5}


# --- Plain values ---------------------------------------------------------------------------


def test_plain_values() -> None:
    assert plain(MoodPoint(0.25, 0.5)) == {"valence": 0.25, "energy": 0.5}
    assert plain(datetime(2026, 11, 24, tzinfo=UTC)) == "2026-11-24T00:00:00+00:00"
    assert plain((1, [2.5, None], {"a": (np.int64(3), np.float64("nan"))})) == [
        1, [2.5, None], {"a": [3, None]},
    ]  # fmt: skip
    assert [plain(one) for one in (True, None, "")] == [True, None, ""]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
        max_leaves=8,
    )
)
def test_anything_plain_can_be_written_and_stays_as_it_is(value: Any) -> None:
    made = plain(value)
    assert json.loads(json.dumps(made, allow_nan=False)) == made
    assert plain(made) == made
