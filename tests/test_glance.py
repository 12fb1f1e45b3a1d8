"""A set beyond memory at a glance is that of the same set in memory."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec.engines import duck, glance, ready
from moodrec.engines.sql import SqlEngine
from moodrec.errors import ReferenceSetError, StoreError
from moodrec.glance import Sight, median
from moodrec.overview import SAMPLE, Overview, overview
from moodrec.reference import ReferenceSet
from tests import far_engines
from tests.conftest import an_id
from tests.small import a_set

pytest.importorskip("duckdb")

ENGINES = {"duckdb": far_engines.in_parquet, "postgres": far_engines.in_postgres}
MANY = 3 * SAMPLE


def drawn(rows: int, **columns: Any) -> ReferenceSet:
    """Songs here and there, many of them equally known, in no order of their ids."""
    draw = np.random.default_rng(rows)
    return a_set(
        {
            "id": an_id(number),
            "name": f"Song {number}",
            "artists": ("A", "B") if number % 3 else (),
            "fetched_at": "2026-11-20T10:00:00+00:00" if number % 2 else "",
            "source": "somebody",
            "valence": draw.integers(0, 50) / 50,
            "energy": draw.integers(0, 1001) / 1000,
            "popularity": (float("nan"), 0.0, 40.0, 80.0)[draw.integers(0, 4)],
            **columns,
        }
        for number in draw.permutation(rows).tolist()
    )


SETS = {
    "some": drawn(SAMPLE),
    "one row": drawn(1),
    "two rows": drawn(2),
    "one point": drawn(40, valence=1.0, energy=1.0),
    "on the edges of the corner": drawn(30, valence=0.6, energy=0.4),
    "no quarter but one": drawn(30, valence=0.5, energy=0.5),
    "nobody known": drawn(50, popularity=float("nan")),
}


def seen(reference: ReferenceSet, engine: str, folder: Path) -> Overview:
    return Sight(ENGINES[engine](reference), reference.summary.name, folder).overview


def hold(found: Overview, reference: ReferenceSet, *, dots: bool = True) -> None:
    expected = overview(reference)
    assert found.counts.tolist() == expected.counts.tolist()
    assert not found.counts.flags.writeable
    for name in ("songs", "median", "calm_and_happy", "examples", *(["dots"] if dots else [])):
        assert getattr(found, name) == getattr(expected, name), name


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", SETS)
def test_a_glance_is_that_of_the_set_in_memory(name: str, engine: str, tmp_path: Path) -> None:
    hold(seen(SETS[name], engine, tmp_path), SETS[name])
    hold(seen(SETS[name], engine, tmp_path), SETS[name])  # as it was kept


PLACES = st.lists(
    st.tuples(
        *(st.integers(0, 50).map(lambda n: n / 50) | st.floats(0, 1) for _ in range(2)),
        st.none() | st.integers(0, 3),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=25)
@given(PLACES)
def test_wherever_songs_lie(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[float, float, int | None]]
) -> None:
    folder = tmp_path_factory.mktemp("glance")
    reference = a_set(
        {
            "source": "somebody",
            "valence": valence,
            "energy": energy,
            "popularity": float("nan") if known is None else float(known),
        }
        for valence, energy, known in places
    )
    engine = duck.engine(duck.arrange(ready.of_set(reference), folder / "tracks"))
    hold(Sight(engine, "small", folder / "glance").overview, reference)


@given(st.lists(st.integers(0, 1_000_000), min_size=1, max_size=40))
def test_a_median_is_that_of_the_values_counted(values: list[int]) -> None:
    assert median(np.unique(values, return_counts=True)) == float(np.median(values)) / 1_000_000


def test_of_more_songs_a_sample_is_drawn_that_is_always_the_same(tmp_path: Path) -> None:
    reference = drawn(MANY)
    told = [seen(reference, engine, tmp_path / engine) for engine in ENGINES]
    for found in told:
        hold(found, reference, dots=False)
        assert found.dots == tuple(reference.find(dot.track.id) for dot in found.dots)
    ids = [[dot.track.id for dot in found.dots] for found in told]
    assert ids[0] == ids[1] == sorted(set(ids[0]))
    assert len(ids[0]) == SAMPLE
    thirds = np.histogram([int(one) for one in ids[0]], bins=3, range=(0, MANY))[0]
    assert thirds.min() > SAMPLE / 4  # from anywhere in the set


def test_a_set_is_looked_at_once_for_each_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = seen(SETS["some"], "duckdb", tmp_path)
    monkeypatch.setattr(SqlEngine, "select", None)  # nothing is asked again
    again = seen(SETS["some"], "duckdb", tmp_path)
    assert again.version == first.version
    monkeypatch.undo()
    other = seen(SETS["two rows"], "duckdb", tmp_path)
    assert other.version != first.version
    assert [file.stem for file in tmp_path.iterdir()] == [other.version]  # what is stale goes


@pytest.mark.parametrize("content", [b"", b"PAR1 no, it is not PAR1"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, content: bytes) -> None:
    found = seen(SETS["some"], "duckdb", tmp_path)
    (tmp_path / f"{found.version}.parquet").write_bytes(content)
    hold(seen(SETS["some"], "duckdb", tmp_path), SETS["some"])
    assert glance.Glance.read(tmp_path / f"{found.version}.parquet", "x").calm_and_happy >= 0


def test_where_nothing_can_be_written_the_set_is_looked_at_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    with caplog.at_level(logging.WARNING):
        hold(seen(SETS["some"], "duckdb", tmp_path / "file"), SETS["some"])
    assert "not kept" in caplog.text


def test_a_set_without_songs_is_told(tmp_path: Path) -> None:
    nobody = ReferenceSet(SETS["some"].every_release()[:0], name="empty", version="0")
    with pytest.raises(ReferenceSetError, match="no song"):
        seen(nobody, "duckdb", tmp_path)


def test_a_database_that_fails_is_told_and_asked_again(tmp_path: Path) -> None:
    engine = far_engines.in_parquet(SETS["some"])
    sight = Sight(engine, "some", tmp_path)
    asked = engine.select
    engine.select = lambda *_, **__: (_ for _ in ()).throw(StoreError("away"))  # type: ignore[method-assign]
    with pytest.raises(StoreError, match="away"):
        _ = sight.overview
    engine.select = asked  # type: ignore[method-assign]
    hold(sight.overview, SETS["some"])
