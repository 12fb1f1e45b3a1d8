"""Tables: every layout, every encoding, every kind of broken row, and files that are no table."""

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from moodrec import layouts, reference, tables
from moodrec.errors import ReferenceSetError
from moodrec.layouts import LAYOUTS, NEEDED, Layout
from tests.conftest import an_id, real_table, table_of

GOOD = f"{an_id(1)},pop,A song,Somebody,0.5,0.25"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_every_layout_is_read_from_csv_and_parquet(
    layout: Layout, suffix: str, tmp_path: Path
) -> None:
    values = {"id": an_id(7), "name": "Låt", "genre": "pop", "valence": 0.5, "energy": 0.25}
    row = {layout.source_of(name): values.get(name, "Björk") for name in {*NEEDED, *layout.needed}}
    path = tmp_path / f"table{suffix}"
    frame = pd.DataFrame([row])
    frame.to_csv(path, index=False) if suffix == ".csv" else frame.to_parquet(path)

    known = reference.load(path).find(an_id(7))

    assert known is not None
    assert (known.track.name, known.track.artists, known.track.genre) == ("Låt", ("Björk",), "pop")
    assert (known.point.valence, known.point.energy) == (0.5, 0.25)


@pytest.mark.parametrize(
    ("layout", "text", "artists"),
    [
        ("open set of 114,000 tracks", "Dan + Shay;Justin Bieber", ("Dan + Shay", "Justin Bieber")),
        ("125 genres", "['Kurt Hugo Schneider', \"Sam's\"]", ("Kurt Hugo Schneider", "Sam's")),
        ("125 genres", "['']", ()),
        ("125 genres", "['broken", ("['broken",)),
        ("article", "Earth, Wind & Fire", ("Earth, Wind & Fire",)),
        ("article", "", ()),
    ],
)
def test_artists_are_split_as_their_layout_does(
    layout: str, text: str, artists: tuple[str, ...]
) -> None:
    assert next(one for one in LAYOUTS if one.name == layout).split_artists(text) == artists


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_every_encoding_gives_the_same_text(encoding: str, tmp_path: Path) -> None:
    path = table_of(tmp_path / "table.csv", [f'{an_id(1)},pop,"Für ""Élise""\nTeil 2",Ü,0.5,0.25'])
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    frame, dropped = tables.read(path)
    assert frame["name"].tolist() == ['Für "Élise" Teil 2']
    assert frame["artists"].tolist() == [("Ü",)]
    assert not dropped


def test_broken_rows_are_left_out_and_counted_by_reason(tmp_path: Path) -> None:
    path = table_of(
        tmp_path / "table.csv",
        [
            GOOD,
            ",pop,No id,X,0.5,0.5",
            "too-short,pop,Bad id,X,0.5,0.5",
            f"{an_id(2)},pop,No valence,X,,0.5",
            f"{an_id(3)},pop,Not a number,X,n/a,0.5",
            f"{an_id(4)},pop,Too bright,X,1.01,0.5",
            f"{an_id(5)},pop,Below zero,X,0.5,-0.1",
            f"{an_id(6)},pop,Infinite,X,0.5,inf",
            f"{an_id(1)},pop,Twice,X,0.9,0.9",
            f"{an_id(8)},pop,One too many,X,0.9,0.9,0.9",
            f"{an_id(9)},pop,One too few,X,0.9",
            f"{an_id(10)},,,,0,1",
        ],
    )
    frame, dropped = tables.read(path)
    assert frame["id"].tolist() == [an_id(1), an_id(10)]
    assert frame["name"].tolist() == ["A song", ""]
    assert dropped == Counter(
        {
            "wrong number of columns": 2,
            "empty id": 1,
            "id not 22 letters and digits": 1,
            "valence or energy missing": 2,
            "valence or energy outside 0 to 1": 3,
            "duplicate id": 1,
        }
    )
    assert dict(reference.load(path).summary.dropped) == dict(dropped)


def test_another_feature_out_of_range_is_absent_and_the_row_stays(tmp_path: Path) -> None:
    header = "id,genre,track_name,artist_name,valence,energy,danceability,loudness,tempo"
    path = table_of(tmp_path / "t.csv", [f"{GOOD},1.7,-12.5,x"], header)
    known = reference.load(path).find(an_id(1))
    assert known is not None
    assert known.features.danceability is None
    assert known.features.loudness == -12.5
    assert known.features.tempo is None


def test_lists_in_parquet_cells_are_artists_and_the_first_genre(tmp_path: Path) -> None:
    row = {"id": an_id(1), "name": "N", "artist": ["Jay-Z", "Kanye West"], "genre": ["rap", "pop"]}
    pd.DataFrame([row | {"valence": 0.5, "energy": 0.5}]).to_parquet(tmp_path / "t.parquet")
    frame, _ = tables.read(tmp_path / "t.parquet")
    assert frame["artists"].tolist() == [("Jay-Z", "Kanye West")]
    assert frame["genre"].tolist() == ["rap"]


def test_a_parquet_file_with_the_ids_as_index_is_read(tmp_path: Path) -> None:
    row = {"id": an_id(1), "name": "N", "artist": "A", "genre": "g", "valence": 0.5, "energy": 0.5}
    pd.DataFrame([row]).set_index("id").to_parquet(tmp_path / "t.parquet")
    frame, dropped = tables.read(tmp_path / "t.parquet")
    assert frame["id"].tolist() == [an_id(1)]
    assert not dropped


def test_endless_numbers_and_odd_artists_cost_no_row(tmp_path: Path) -> None:
    header = "id,genre,name,artist,valence,energy,duration_ms,popularity,loudness"
    lines = [f'{an_id(n)},g,N,"{text}",0.5,0.5,inf,1e400,-inf' for n, text in enumerate(
        ["{[]}", "{[1]: 2}", "['\\ud800x']", "[" * 300]
    )]  # fmt: skip
    tracks = reference.load(table_of(tmp_path / "t.csv", lines, header))
    assert len(tracks) == 4
    for row in range(4):
        track = tracks.placed(row).track
        assert (track.duration_ms, track.popularity) == (None, None)
        track.artist_line.encode()


def test_the_album_of_the_open_sets_layout_is_read() -> None:
    assert reference.load_packaged().placed(0).track.album


def test_a_table_without_the_columns_names_found_and_needed_ones(tmp_path: Path) -> None:
    path = table_of(tmp_path / "table.csv", ["1,2"], header="colour,taste")
    with pytest.raises(ReferenceSetError, match=r"colour, taste.*id, track_name, artist_name"):
        tables.read(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("noise.csv", bytes(range(256)) * 50),
        ("noise.parquet", bytes(range(256)) * 50),
        ("empty.parquet", b""),
        ("only_header.csv", b"id,genre,track_name,artist_name,valence,energy\n"),
        ("all_broken.csv", b"id,genre,track_name,artist_name,valence,energy\nx,y,z,a,0,0\n"),
        ("twice.csv", b"id,id,genre,track_name,artist_name,valence,energy\n1,1,1,1,1,1,1\n"),
        ("quote.csv", b'id,genre,track_name,artist_name,valence,energy\n"never closed,1\n'),
    ],
)
def test_a_file_that_is_no_table_gives_one_clear_error(
    name: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReferenceSetError) as caught:
        tables.read(path)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1500


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(ReferenceSetError, match=str(path)):
            tables.read(path)


def test_the_layouts_need_columns_that_moodrec_has_words_for() -> None:
    for layout in LAYOUTS:
        assert set(layout.columns) <= {*NEEDED, *layouts.OPTIONAL}
        assert layouts.fitting(map(layout.source_of, layout.needed)) is layout


@pytest.mark.parametrize(
    ("name", "rows", "dropped"),
    [
        ("tracks_125_genres.csv", 11_085, {}),
        ("spotify_songs_32833.parquet", 28_356, {"duplicate id": 4_477}),
        ("tophits_latin1.csv", 2_302, {"duplicate id": 98}),
    ],
)
def test_real_tables_are_read_whole(name: str, rows: int, dropped: dict[str, int]) -> None:
    summary = reference.load(real_table(name)).summary
    assert (summary.rows, dict(summary.dropped)) == (rows, dropped)
