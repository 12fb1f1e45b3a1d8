"""One contract, every engine: the same tracks, keys and order as plain Python gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from moodrec import metrics
from moodrec.engines import Answer, Engine, Question
from moodrec.engines.brute import Brute
from moodrec.engines.columns import WholeColumns
from moodrec.engines.local import Local
from moodrec.engines.snapshot import open_plane
from moodrec.errors import MetricUndefined
from moodrec.filters import Filters, Range
from moodrec.metrics.measure import Measure
from moodrec.model import MoodPoint, Seed
from moodrec.reference import ReferenceSet
from moodrec.setfile import SetWriter, to_table
from moodrec.sieve import Sieve
from tests import far_engines
from tests.conftest import an_id
from tests.small import a_set, features

ENGINES: dict[str, Callable[[ReferenceSet, Path], Engine]] = {
    "brute": lambda reference, _: Brute(reference),
    "local": lambda reference, _: Local.over(reference, sift(reference)),
    "snapshot": lambda reference, folder: Local.beside(
        open_plane(kept(reference, folder)), lambda: reference
    ),
    "duckdb": lambda reference, _: far_engines.in_parquet(reference),
    "duckdb, many files": lambda reference, _: far_engines.in_pieces(reference),
    "postgres": lambda reference, _: far_engines.in_postgres(reference),
}
"""How each engine is opened for a set, with a folder of its own: a new engine is a line here."""


def kept(reference: ReferenceSet, folder: Path) -> Path:
    """The set as a file of the library."""
    path = folder / "000001.parquet"
    with SetWriter(path) as writer:
        writer.write(to_table(reference.frame()))
    return path


def sift(reference: ReferenceSet) -> Callable[[Filters], NDArray[np.bool_]]:
    """The rows that pass filters."""
    sieve = Sieve(reference)
    return lambda filters: sieve.sift(filters).passing


SHAPES: dict[str, Callable[[int], tuple[float, float]]] = {
    "grid": lambda n: (n % 7 / 10, n // 7 % 11 / 10),
    "one point": lambda _: (0.3, 0.06),
    "a line across": lambda n: (n % 89 / 100, 0.5),
    "a line upwards": lambda n: (0.5, n % 89 / 100),
    "a slanted line": lambda n: (n % 89 / 100, n % 89 / 100),
    "two heaps and a gap": lambda n: ((n % 5) / 1000, 0.1) if n % 2 else (0.95, 1 - n % 3 / 1000),
    "scattered": lambda n: (n * 617 % 1001 / 1000, n * 433 % 997 / 1000),
}
"""Places of the n-th song: with many ties, or in the way of an engine that expects few."""

MEASURES = {
    "euclidean": Measure(),
    "upright": Measure(squares=(3, 1)),
    "slanted": Measure(squares=(3_000_000, 900_000), product=-700_000),
    "slender": Measure(squares=(2_000_000, 2_000_000), product=1_999_000),
    "even": Measure(("even_valence", "even_energy")),
    "one axis": Measure(("tempo",), (1000,)),
    "three axes": Measure(("valence", "energy", "danceability"), (1000, 1000, 500)),
    "without valence": Measure(("loudness", "danceability"), (1000, 1)),
}

FILTERS = {
    "none": Filters(),
    "a genre": Filters(genres=("salsa",)),
    "a range": Filters(ranges=(Range("tempo", 90, 120),)),
    "two at once": Filters(without_genres=("salsa",), ranges=(Range("danceability", 0, 0.4),)),
    "an artist": Filters(without_artists=("THE 3",)),
    "nothing left": Filters(genres=("no such genre",)),
}


@cache
def songs(shape: str, rows: int) -> ReferenceSet:
    """A set of that many songs, their ids in another order than their numbers."""
    draw = np.random.default_rng(seed=rows)
    numbers = draw.permutation(10 * rows)[:rows].tolist()
    if not rows:
        return ReferenceSet(songs(shape, 1).every_release()[:0], name="empty", version="0")
    return a_set([_song(SHAPES[shape](n), number, draw) for n, number in enumerate(numbers)])


def _song(place: tuple[float, float], number: int, draw: np.random.Generator) -> dict[str, Any]:
    return {
        "id": an_id(number),
        "name": f"song {number}",
        "artists": (f"The {number % 5}",),
        "valence": place[0],
        "energy": place[1],
        "tempo": draw.choice([80.0, 100.0, 120.0, np.nan]),
        "loudness": draw.choice([-60.0, -3.5, 1.5]),
        "danceability": draw.choice([0.1, 0.35, np.nan]),
        "genre": str(draw.choice(["salsa", "metal", ""])),
    }


def expected(reference: ReferenceSet, question: Question) -> list[tuple[int, str]]:
    """(key, id) of all that take part, in order, in Python's own whole numbers."""
    columns = [WholeColumns(reference)(axis) for axis in question.measure.axes]
    passing = Sieve(reference).sift(question.filters).passing
    found = []
    for row, (track_id, _) in enumerate(reference.releases(slice(None))):  # type: ignore[arg-type]
        known = all(column.known is None or column.known[row] for column in columns)
        if known and passing[row] and track_id not in question.without:
            x = [int(c.values[row]) - at for c, at in zip(columns, question.at, strict=True)]
            key = sum(square * d * d for square, d in zip(question.measure.squares, x, strict=True))
            if question.measure.product:
                key += 2 * question.measure.product * x[0] * x[1]
            found.append((key, str(track_id)))
    return sorted(found)


def hold(engine: Engine, reference: ReferenceSet, question: Question) -> None:
    """Compares all that an engine answers to this question, or that it cannot."""
    try:
        ranked = expected(reference, question)
    except MetricUndefined:
        for work in (engine.nearest, engine.inside, engine.within):
            with pytest.raises(MetricUndefined):
                work(question, 5)
        return
    for n in (0, 1, 5, 50, len(reference), 10 * len(reference) + 1):
        assert engine.nearest(question, n) == as_answer(ranked[:n])
    keys = [key for key, _ in ranked]
    for reach in {-1, 0, 2500 * 10**6, *keys[::67], *(key - 1 for key in keys[:3]), 2**63 - 1}:
        inside = [one for one in ranked if one[0] <= reach]
        assert engine.within(question, reach) == len(inside)
        assert engine.inside(question, reach) == as_answer(inside)


def as_answer(ranked: list[tuple[int, str]]) -> Answer:
    return Answer(tuple(one for _, one in ranked), tuple(key for key, _ in ranked))


@pytest.fixture(scope="module", params=ENGINES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


FAR = ("duckdb", "duckdb, many files", "postgres")
"""Engines that every question takes milliseconds: each meets every shape and every measure, in
a third of the pairs."""
PAIRS = [
    (name, shape, measure)
    for name in ENGINES
    for number, shape in enumerate(SHAPES)
    for place, measure in enumerate(MEASURES)
    if name not in FAR or (number + place) % 3 == 0
]


@pytest.mark.parametrize(("name", "shape", "measure"), PAIRS)
def test_engines_agree_on_every_shape(name: str, shape: str, measure: str, tmp_path: Path) -> None:
    reference = songs(shape, 180)
    engine = ENGINES[name](reference, tmp_path)
    axes = len(MEASURES[measure].axes)
    for at in (0, 300_000, 500_500, 1_000_000):
        hold(engine, reference, Question(MEASURES[measure], (at,) * axes))
    mixed = (300_000, 60_000, 350_000)
    nearest = expected(reference, Question(Measure(), mixed[:2]))
    own = frozenset(one for _, one in nearest[:3])
    hold(engine, reference, Question(MEASURES[measure], mixed[:axes], own))


@pytest.mark.parametrize("filters", FILTERS)
def test_engines_agree_under_filters(name: str, filters: str, tmp_path: Path) -> None:
    reference = songs("grid", 180)
    engine = ENGINES[name](reference, tmp_path)
    for measure in MEASURES.values():
        at = (300_000, 500_000, 100_000)[: len(measure.axes)]
        question = Question(measure, at, frozenset({an_id(3)}), FILTERS[filters])
        hold(engine, reference, question)
        hold(engine, reference, question)  # what is kept for a filter answers the same


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_engines_agree_on_next_to_nothing(name: str, rows: int, tmp_path: Path) -> None:
    reference = songs("scattered", rows)
    engine = ENGINES[name](reference, tmp_path)
    assert len(engine) == rows
    for measure in (Measure(), MEASURES["slanted"]):
        hold(engine, reference, Question(measure, (0, 1_000_000)))
        everyone = frozenset(map(an_id, range(10 * rows)))
        assert engine.nearest(Question(measure, (0, 0), everyone), 5) == Answer()


def test_ids_that_are_none_are_left_out_of_nothing(name: str, tmp_path: Path) -> None:
    reference = songs("grid", 20)
    unknown = frozenset({"", "x", "ö" * 22, "z" * 22, "'; drop table tracks; --"})
    engine = ENGINES[name](reference, tmp_path)
    assert len(engine.nearest(Question(Measure(), (0, 0), unknown), 30).ids) == 20


@pytest.mark.parametrize("metric", metrics.METRICS)
def test_engines_measure_what_metrics_measure(name: str, metric: str, tmp_path: Path) -> None:
    reference = songs("scattered", 200)
    engine = ENGINES[name](reference, tmp_path)
    fitted = metrics.fitted(
        metric, reference, (("valence", 0.7), ("danceability", 1), ("tempo", 0))
    )
    seed = Seed(MoodPoint(0.31, 0.73), features=features(danceability=0.3))
    keys = fitted.keys(seed)
    rows = [row for row in keys.argsort(kind="stable") if keys[row] != metrics.NOT_COMPARABLE]
    answer = engine.nearest(Question(*fitted.asked(seed)), len(reference))
    assert list(answer.keys) == keys[rows].tolist()
    assert [reference.row_of(one) for one in answer.ids] == rows
