"""A table in many files: a question names few of them, and misses none that it concerns."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodrec.engines import Answer, Question, duck, pieces, ready
from moodrec.engines.brute import Brute
from moodrec.engines.pieces import Pieces
from moodrec.engines.sql import SqlEngine
from moodrec.errors import StoreError
from moodrec.filters import Filters
from moodrec.metrics.measure import Measure
from moodrec.reference import ReferenceSet
from tests.conftest import an_id
from tests.small import a_set

pytest.importorskip("duckdb")

ROWS, PIECE = 600, 50
NUMBERS = pa.schema([("x", pa.int32()), ("y", pa.int32()), ("id", pa.string())])
SONGS: ReferenceSet = a_set(
    {
        "id": an_id(number),
        "valence": number * 37 % 101 / 100,
        "energy": number * 53 % 97 / 100,
        "genre": ("salsa", "metal")[number % 2],
    }
    for number in np.random.default_rng(3).permutation(ROWS).tolist()
)
QUESTIONS = [
    Question(Measure(squares=squares, product=product), at, filters=filters)
    for squares, product in (((1, 1), 0), ((3_000_000, 900_000), -700_000))
    for at in ((0, 0), (310_000, 420_000), (500_000, 500_000), (1_000_000, 20_000))
    for filters in (Filters(), Filters(genres=("salsa",)))
]


def named(text: str) -> list[str]:
    """The files that stand in a text, in order."""
    return re.findall(r"(\d{6}\.parquet)'", text)


def arranged(folder: Path) -> duck.Arranged:
    return duck.arrange(ready.of_set(SONGS), folder / "it's :at0", PIECE)


def hold(engine: SqlEngine) -> None:
    brute = Brute(SONGS)
    for question in QUESTIONS:
        for n in (1, 5, 50, ROWS):
            assert engine.nearest(question, n) == brute.nearest(question, n)
        reach = brute.nearest(question, 80).keys[-1]
        assert engine.within(question, reach) == brute.within(question, reach)
        assert engine.inside(question, reach) == brute.inside(question, reach)


def test_a_set_in_many_files_is_one_set(tmp_path: Path) -> None:
    made = arranged(tmp_path)
    tracks, ids = made.tracks(), made.ids()
    assert len(tracks) == len(ids) == ROWS / PIECE
    assert len(named(tracks.whole)) == len(tracks)
    box = {"whole_valence": (310_000, 310_000), "whole_energy": (420_000, 420_000)}
    assert len(named(tracks.between(box))) < len(tracks) / 3
    assert len(named(ids.between({"id": (an_id(7), an_id(7))}))) == 1
    engine = duck.engine(made)
    hold(engine)
    assert engine.find(an_id(7))["id"].tolist() == [an_id(7)]
    assert engine.find("no such id").empty


def test_files_follow_the_curve_and_the_ids(tmp_path: Path) -> None:
    made = arranged(tmp_path)
    tracks = pa.concat_tables(map(pq.read_table, made.tracks().files)).to_pandas()
    assert tracks.equals(tracks.sort_values(["place", "id"], ignore_index=True))
    ids = pa.concat_tables(map(pq.read_table, made.ids().files))["id"].to_pylist()
    assert ids == sorted(tracks["id"])
    assert all(len(pq.read_table(file)) == PIECE for file in made.tracks().files)


def test_files_that_share_places_lose_nothing(tmp_path: Path) -> None:
    made = arranged(tmp_path)
    whole = pa.concat_tables(map(pq.read_table, made.tracks().files)).sort_by("id")
    for file in made.tracks().files:
        file.unlink()
    (made.folder / duck.TRACKS).rmdir()
    pieces.write(whole.to_batches(), ready.SCHEMA, made.folder / duck.TRACKS, PIECE)
    assert len(named(made.tracks().between({"whole_valence": (500_000, 510_000)}))) == 12
    hold(duck.engine(made))


def test_files_that_say_nothing_are_asked_every_time(tmp_path: Path) -> None:
    made = arranged(tmp_path)
    for file in made.tracks().files[::2]:
        pq.write_table(pq.read_table(file), file, write_statistics=False, row_group_size=20)
    assert len(named(made.tracks().between({"whole_valence": (-9, -9)}))) == 6
    hold(duck.engine(made))


def test_a_file_that_vanishes_gives_a_sentence_and_no_other_list(tmp_path: Path) -> None:
    made = arranged(tmp_path)
    engine = duck.engine(made)
    question, before = QUESTIONS[0], engine.nearest(QUESTIONS[0], 5)
    gone, *_, other = made.tracks().files
    other.unlink()
    assert engine.nearest(question, 5) == before  # it lies elsewhere
    gone.unlink()
    with pytest.raises(StoreError, match="Check that its files are still there"):
        engine.nearest(question, 5)
    with pytest.raises(StoreError, match=r"tracks holds 500 tracks, not 600.*made anew"):
        duck.engine(made)


def test_a_folder_without_files_or_with_others_gives_a_sentence(tmp_path: Path) -> None:
    made = arranged(tmp_path)
    (made.folder / duck.IDS).rename(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="no Parquet file"):
        duck.engine(made)
    (tmp_path / "elsewhere").rename(made.folder / duck.IDS)
    made.tracks().files[3].write_bytes(b"PAR1 no, it is not PAR1")
    with pytest.raises(StoreError, match="cannot be read"):
        duck.engine(made)
    pq.write_table(pa.table({"x": [1]}), made.folder / duck.TRACKS / "000003.parquet")
    with pytest.raises(StoreError, match="cannot be read"):
        duck.engine(made)


def test_no_track_is_one_empty_file(tmp_path: Path) -> None:
    nobody = ReferenceSet(SONGS.every_release()[:0], name="empty", version="0")
    made = duck.arrange(ready.of_set(nobody), tmp_path / "tracks")
    assert len(made.tracks()) == len(made.ids()) == 1
    engine = duck.engine(made)
    assert engine.nearest(QUESTIONS[0], 5) == Answer()
    assert engine.find(an_id(7)).empty


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), max_size=40),
    st.integers(1, 12),
    st.tuples(st.integers(-9, 9), st.integers(0, 6)),
    st.tuples(st.integers(-9, 9), st.integers(0, 6)),
)
def test_every_row_of_a_box_lies_in_a_file_that_is_named(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[int, int]],
    piece: int,
    across: tuple[int, int],
    up: tuple[int, int],
) -> None:
    folder = tmp_path_factory.mktemp("pieces") / "rows"
    x, y = zip(*rows, strict=True) if rows else ((), ())
    batch = pa.record_batch([x, y, [str(one) for one in x]], schema=NUMBERS)
    pieces.write([batch], NUMBERS, folder, piece)
    found = Pieces.of(folder, ["x", "y", "id"])
    assert (found.rows, len(found)) == (len(rows), max(1, -(-len(rows) // piece)))
    box = [(low, low + wide) for low, wide in (across, up)]
    told = named(found.between(dict(zip("xy", box, strict=True))))
    for number, place in enumerate(rows):
        if all(low <= one <= high for one, (low, high) in zip(place, box, strict=True)):
            assert f"{number // piece:06}.parquet" in told
