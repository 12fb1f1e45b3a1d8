"""Playlists: which rows they hold, united over all rows and tables that tell of a track."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st

from moodrec import formats, layouts, packaged, reference, settings, tables
from moodrec.collection import import_tables, open_reference
from moodrec.memberships import memberships
from moodrec.reference import ReferenceSet, loading
from moodrec.rows import Tally
from tests.conftest import an_id, real_table, table_of

OWN = "id,genre,name,artists,valence,energy"
HEADER = f"{OWN},playlists"
TIDY = "track_id,track_name,track_artist,playlist_genre,valence,energy,playlist_id"


def row(number: int, playlists: str | None = None, valence: str = "0.5") -> str:
    told = "" if playlists is None else f',"{playlists}"'
    return f"{an_id(number)},pop,A song,Somebody,{valence},0.25{told}"


def held(path: Path, layout: layouts.Layout | None = None) -> list[str]:
    frame = pd.concat(tables.batches(path, Tally(), layout))
    return list(frame["playlists"])


def pairs(tracks: ReferenceSet) -> set[tuple[str, str]]:
    """Playlist and track of each membership."""
    found = tracks.playlists
    ids = tracks.frame()["id"].to_numpy()
    names = [found.names[place] for place in found.playlists]
    return set(zip(names, ids[found.rows], strict=True))


# --- What a text tells ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a", "a"),
        ("b;a;b", "b;a"),
        (" a ;; b;", "a;b"),
        ("a\tb;\x85c", "a b;c"),
        ("a,b", "a,b"),
        ("", ""),
        (";", ""),
    ],
)
def test_playlists_are_told_apart_by_semicolons(text: str, stored: str, tmp_path: Path) -> None:
    assert held(table_of(tmp_path / "t.csv", [row(1, text)], HEADER)) == [stored]


@pytest.mark.parametrize(("text", "stored"), [("a", "a"), ("a;b", "a,b"), (" \x00a ", "a")])
def test_a_row_of_tidytuesday_tells_one_playlist(text: str, stored: str, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    values = [an_id(1), "N", "A", "pop", 0.5, 0.25, text]
    pd.DataFrame([values], columns=TIDY.split(",")).to_parquet(path)
    assert held(path) == [stored]


def test_a_cell_of_a_parquet_file_may_list_playlists(tmp_path: Path) -> None:
    values = [an_id(1), "pop", "N", "A", 0.5, 0.25, ["b", "a;c", "b", " "]]
    frame = pd.DataFrame([values, [an_id(2), *values[1:-1], None]], columns=HEADER.split(","))
    frame.to_parquet(tmp_path / "t.parquet")
    assert held(tmp_path / "t.parquet") == ["b;a,c", ""]


def test_any_column_may_be_named_as_the_one_of_playlists(tmp_path: Path) -> None:
    path = table_of(tmp_path / "t.csv", [row(1, "a"), row(1, "b")], f"{OWN},In")
    assert held(path, layouts.by_hand({"playlists": "In"})) == ["a;b"]


def test_a_table_without_playlists_is_not_looked_through_for_them(tmp_path: Path) -> None:
    with_them = table_of(tmp_path / "t.csv", [row(1, ""), row(1, "")], HEADER)
    without = table_of(tmp_path / "o.csv", [row(1), row(1)], OWN)
    assert len(list(tables._told_later([tables._opened(with_them, None)]))) == 1
    assert list(tables._told_later([tables._opened(without, None)])) == []
    assert held(without) == [""]


# --- United -----------------------------------------------------------------------------

ROWS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.lists(st.sampled_from("abcde"), max_size=3).map(";".join),
        st.sampled_from(["0.5", "0.5", "0.5", "7", ""]),
    ),
    max_size=12,
)


@checked(max_examples=60, deadline=None)
@given(
    files=st.lists(st.tuples(st.booleans(), ROWS), min_size=1, max_size=4),
    suffix=st.sampled_from([".csv", ".parquet"]),
    size=st.integers(1, 5),
)
def test_a_track_is_in_the_playlists_of_all_its_rows_in_the_order_they_are_told(
    files: list[tuple[bool, list[tuple[int, str, str]]]],
    suffix: str,
    size: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("t")
    paths = []
    expected: dict[str, list[str]] = {}
    for place, (telling, some) in enumerate(files):
        drawn = [(100 + place, "x", "0.5"), *some]  # no file is without a usable row
        lines = [row(n, text if telling else None, valence) for n, text, valence in drawn]
        path = table_of(folder / f"{place}.csv", lines, HEADER if telling else OWN)
        if suffix == ".parquet":
            whole = pd.read_csv(path, dtype=str, keep_default_na=False)
            path = path.with_suffix(suffix)
            whole.to_parquet(path)
        paths.append(path)
        for number, text, valence in drawn:
            if valence == "0.5":
                own = expected.setdefault(an_id(number), [])
                own += [one for one in text.split(";") if one and telling and one not in own]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formats, "_BATCH", size)
        patch.setattr(formats, "_BLOCK", 300)
        found = pd.concat(frame for _, frame in tables.batches_of(paths, Tally()))
    assert dict(zip(found["id"], found["playlists"], strict=True)) == {
        track_id: ";".join(dict.fromkeys(own)) for track_id, own in expected.items()
    }


def test_an_import_unites_the_playlists_of_all_its_files(tmp_path: Path) -> None:
    files = [
        table_of(tmp_path / "a.csv", [row(1), row(2)], OWN),
        table_of(tmp_path / "b.csv", [row(1, "x"), row(3, "x"), row(3, "y", valence="9")], HEADER),
        table_of(tmp_path / "c.csv", [f"{an_id(3)},N,A,pop,0.1,0.2,z"], TIDY),
    ]
    import_tables(settings.load(), files)
    tracks = open_reference(settings.load())
    assert pairs(tracks) == {("x", an_id(1)), ("x", an_id(3)), ("z", an_id(3))}
    assert [int(row) for row in tracks.playlists.rows] == [0, 2, 2]


def test_releases_that_are_folded_leave_their_playlists_to_the_one_that_is_kept() -> None:
    frame, _ = tables.read(packaged.locate())
    same = frame.iloc[[0, 1, 2, 3]].assign(
        name=["One", "One - Remastered 2011", "Two", ""],
        artists=pd.Series([("A",)] * 4, index=range(4)),
        popularity=[5.0, 9.0, 1.0, 1.0],
        playlists=["a;b", "c;a", "", "d"],
    )
    kept, folded = loading.fold_releases(same)
    assert kept["name"].tolist() == ["One - Remastered 2011", "Two", ""]
    assert kept["playlists"].tolist() == ["c;a;b", "", "d"]
    assert folded["playlists"].tolist() == ["a;b"]
    assert ReferenceSet(kept, name="x", version="y", folded=folded).playlists.names == tuple("abcd")


# --- Pairs ------------------------------------------------------------------------------


@given(st.lists(st.lists(st.sampled_from(["a", "b", "ü", "z z"]), unique=True).map(";".join)))
def test_pairs_are_each_there_once_in_the_order_of_playlist_and_row(texts: list[str]) -> None:
    found = memberships(pa.array(texts, pa.string()))
    expected = sorted(
        (name, number) for number, text in enumerate(texts) for name in text.split(";") if name
    )
    names = [found.names[place] for place in found.playlists]
    assert list(zip(names, found.rows.tolist(), strict=True)) == expected
    assert list(found.names) == sorted(set(names))
    assert found.rows.dtype == found.playlists.dtype == np.dtype("int32")


def test_pairs_are_made_once_and_read_only(tmp_path: Path) -> None:
    tracks = reference.load(table_of(tmp_path / "t.csv", [row(1, "a")], HEADER))
    assert tracks.playlists is tracks.playlists
    for array in (tracks.playlists.rows, tracks.playlists.playlists):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_a_set_without_playlists_has_no_pairs() -> None:
    found = reference.load_packaged().playlists
    assert (found.names, len(found.rows), len(found.playlists)) == ((), 0, 0)


def test_the_real_playlists_are_those_that_pandas_counts() -> None:
    path = real_table("spotify_songs_32833.parquet")
    told = pd.read_parquet(path, columns=["playlist_id", "track_id"]).drop_duplicates()
    tracks = reference.load(path)
    assert (len(tracks), len(tracks.playlists.names)) == (28_356, 471)
    assert len(tracks.playlists.rows) == len(told) == 32_251
    assert pairs(tracks) == set(told.itertuples(index=False, name=None))


@given(
    st.lists(st.lists(st.sampled_from("abcd"), unique=True).map(";".join)),
    st.sets(st.sampled_from("abcd")),
)
def test_without_some_playlists_the_others_hold_what_they_held(
    texts: list[str], left_out: set[str]
) -> None:
    found = memberships(pa.array(texts, pa.string()))
    kept = found.without([place for place, name in enumerate(found.names) if name in left_out])
    assert kept.names == tuple(name for name in found.names if name not in left_out)
    for name in kept.names:
        rows = [number for number, text in enumerate(texts) if name in text.split(";")]
        assert kept.of(kept.names.index(name)).tolist() == rows
    assert len(kept.rows) == len(kept.playlists)
    assert not kept.rows.flags.writeable
    assert not kept.playlists.flags.writeable
