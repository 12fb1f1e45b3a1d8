"""Tables: every layout, every encoding, every kind of broken row, and files that are no table."""

import datetime as dt
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st

from moodrec import formats, layouts, links, reference, rows, tables
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


@pytest.mark.parametrize("content", [b"", b",,\n1,2,3\n"])
def test_a_table_that_names_no_columns_says_so(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(ReferenceSetError, match=r"^mine.csv: .*names no columns"):
        tables.read(path)


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


# --- Years and what is explicit ----------------------------------------------------------

YEARS = [
    ("2019-06-14", 2019), ("1982", 1982), ("2011-05", 2011), (" 1982.0 ", 1982), ("", None),
    ("0000", None), ("0999", None), ("1000", 1000), ("2100", 2100), ("2101", None),
    ("19821", None), ("82", None), ("in 1982", None), ("-1982", None), ("\x001982\x85", 1982),
]  # fmt: skip
EXPLICIT = [
    ("true", True), ("False", False), ("YES", True), ("no", False), ("1", True), ("0", False),
    ("1.0", True), ("0.0", False), ("", None), ("maybe", None), ("2", None), (" True ", True),
]  # fmt: skip


def column_of(path: Path, column: str) -> list[object]:
    frame, _ = tables.read(path)
    return [None if np.isnan(value) else value for value in frame[column]]


@pytest.mark.parametrize(
    ("column", "told"), [("year", YEARS), ("explicit", EXPLICIT)], ids=["year", "explicit"]
)
def test_texts_tell_years_and_what_is_explicit(
    column: str, told: list[tuple[str, float | None]], tmp_path: Path
) -> None:
    header = f"id,genre,track_name,artist_name,valence,energy,{column}"
    lines = [f'{an_id(n)},p,N,A,0.5,0.5,"{text}"' for n, (text, _) in enumerate(told)]
    path = table_of(tmp_path / "t.csv", lines, header)
    assert column_of(path, column) == [value for _, value in told]
    pd.read_csv(path, dtype=str, keep_default_na=False).to_parquet(tmp_path / "t.parquet")
    assert column_of(tmp_path / "t.parquet", column) == [value for _, value in told]


@pytest.mark.parametrize(
    ("column", "told", "expected"),
    [
        ("year", pa.array([1982, 999, 2**63, None], pa.uint64()), [1982, None, None, None]),
        ("year", pa.array([1982.0, 1982.9, np.inf, np.nan]), [1982, 1982, None, None]),
        ("year", pa.array([dt.date(1982, 1, 2), dt.date(1, 1, 1), None]), [1982, None, None]),
        ("year", pa.array([dt.datetime(2019, 6, 14, 3, tzinfo=dt.UTC), None]), [2019, None]),
        ("year", pa.array(["2019-06", None]).dictionary_encode(), [2019, None]),
        ("year", pa.array([True, None]), [None, None]),
        ("year", pa.array([[1982], None]), [None, None]),
        ("explicit", pa.array([True, False, None]), [1, 0, None]),
        ("explicit", pa.array([1, 0, 2, -1]), [1, 0, None, None]),
        ("explicit", pa.array([1.0, 0.0, 0.5, np.nan]), [1, 0, None, None]),
        ("explicit", pa.nulls(2), [None, None]),
    ],
    ids=str,
)
def test_years_and_what_is_explicit_may_have_any_type(
    column: str, told: pa.Array, expected: list[float | None], tmp_path: Path
) -> None:
    rows = len(told)
    columns = {
        "id": [an_id(n) for n in range(rows)],
        **dict.fromkeys(("valence", "energy"), [0.5] * rows),
    }
    columns |= dict.fromkeys(("name", "artists", "genre"), ["x"] * rows)
    pq.write_table(pa.table({**columns, column: told}), tmp_path / "t.parquet")
    assert column_of(tmp_path / "t.parquet", column) == expected


def test_a_track_of_a_table_has_a_whole_year_and_is_explicit_or_not(tmp_path: Path) -> None:
    header = "id,genre,track_name,artist_name,valence,energy,year,explicit"
    tracks = reference.load(
        table_of(tmp_path / "t.csv", [f"{GOOD},1982-05,No", f"{an_id(2)},p,N,A,0,0,,"], header)
    )
    told = [tracks.placed(row).track for row in (0, 1)]
    assert [(track.year, track.explicit) for track in told] == [(1982, False), (None, None)]


def test_the_real_tables_tell_years() -> None:
    path = real_table("spotify_songs_32833.parquet")
    released = pd.read_parquet(path).drop_duplicates("track_id")["track_album_release_date"]
    assert column_of(path, "year") == [float(date[:4]) for date in released]
    hits = column_of(real_table("tophits_latin1.csv"), "year")
    assert (min(hits), max(hits)) == (2000, 2023)  # type: ignore[type-var]


# --- Batches ----------------------------------------------------------------------------

VALUES = st.sampled_from(["0", "1", "0.5", "0.25", "1.5", "", "n/a", "nan", "x"])
NAMES = st.sampled_from(["Ü", "A;B", " spaced ", "", "two\tparts", "\x85", '"q"'])
LINES = st.tuples(st.integers(-1, 30), NAMES, NAMES, VALUES, VALUES, VALUES, st.booleans())


def csv_lines(drawn: list[tuple[int, str, str, str, str, str, bool]]) -> list[str]:
    lines = []
    for number, name, artist, valence, energy, tempo, spoilt in drawn:
        quoted = [f'"{text.replace(chr(34), chr(34) * 2)}"' for text in (name, artist)]
        track_id = an_id(number) if number >= 0 else "short"
        cells = [track_id, "g", *quoted, valence, energy, tempo]
        lines.append(",".join(cells[: 5 if spoilt else None]))
    return lines


def in_batches(path: Path, rows: int, block: int) -> tuple[pd.DataFrame, Counter[str]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formats, "_BATCH", rows)
        patch.setattr(formats, "_BLOCK", block)
        return tables.read(path)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@checked(max_examples=40, deadline=None)
@given(drawn=st.lists(LINES, max_size=40), rows=st.integers(1, 9), block=st.integers(200, 2000))
def test_batches_of_any_size_give_what_one_gives(
    suffix: str,
    drawn: list[tuple[int, str, str, str, str, str, bool]],
    rows: int,
    block: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    header = "id,genre,track_name,artist_name,valence,energy,tempo"
    lines = [f"{an_id(99)},pop,A song,Somebody,0.5,0.25,120", *csv_lines(drawn)]
    path = table_of(tmp_path_factory.mktemp("t") / "t.csv", lines, header)
    if suffix == ".parquet":
        whole = pd.read_csv(path, dtype=str, keep_default_na=False)
        path = path.with_suffix(suffix)
        whole.to_parquet(path)
    frame, dropped = in_batches(path, 1_000_000, 1 << 20)
    parts, dropped_in_parts = in_batches(path, rows, block)
    pd.testing.assert_frame_equal(parts, frame)
    assert dropped_in_parts == dropped
    assert len(frame) + dropped.total() == len(lines)


@pytest.mark.parametrize("spoilt", ["n/a", "fast"])
def test_a_number_that_is_none_far_down_the_file_costs_its_value_alone(
    spoilt: str, tmp_path: Path
) -> None:
    header = "id,genre,track_name,artist_name,valence,energy,tempo"
    lines = [f"{an_id(n)},pop,A song,Somebody,0.5,0.25,{n}" for n in range(200)]
    lines[150] = f"{an_id(150)},pop,A song,Somebody,0.5,0.25,{spoilt}"
    lines[20] = "too,few"
    frame, dropped = in_batches(table_of(tmp_path / "t.csv", lines, header), 10, 1000)
    assert len(frame) == 199
    assert dropped == {"wrong number of columns": 1}
    assert frame["tempo"].isna().sum() == 1


# --- Ids --------------------------------------------------------------------------------

FORMS = [
    "{}",
    "spotify:track:{}",
    "https://open.spotify.com/track/{}",
    "http://open.spotify.com/track/{}/",
    "open.spotify.com/intl-pt-BR/track/{}?si=0a1b2c",
    "https://OPEN.spotify.com/embed/track/{}?utm_source=generator#t=30",
    "https://play.spotify.com/track/{}",
]


@given(st.from_regex("[0-9A-Za-z]{22}", fullmatch=True), st.sampled_from(FORMS))
def test_an_id_may_be_bare_or_stand_in_a_uri_or_link(track_id: str, form: str) -> None:
    found = rows.track_ids(pa.array([form.format(track_id), "short"]))
    assert found.to_pylist() == [track_id, "short"]
    assert links.parse(form.format(track_id)) == links.Link("track", track_id)


@given(
    st.sampled_from(FORMS),
    st.from_regex("[0-9A-Za-z]{22}", fullmatch=True),
    st.integers(0, 60),
    st.sampled_from(["", "x", "/", ":", ".", "@", "é"]),
)
def test_a_text_that_is_no_link_for_the_parser_is_none_in_a_table(
    form: str, track_id: str, place: int, change: str
) -> None:
    text = form.format(track_id)
    text = text[:place] + change + text[place + 1 :]
    found = rows.track_ids(pa.array([text, "short"]))[0].as_py()
    if found != text:
        assert links.parse(text) == links.Link("track", found)


# --- Exportify --------------------------------------------------------------------------

APP = (
    '"Track URI","Track Name","Artist URI(s)","Artist Name(s)","Album URI","Album Name",'
    '"Album Release Date","Track Duration (ms)","Explicit","Popularity","ISRC","Added By",'
    '"Added At"'
)
NET = (
    "Track URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,"
    "Explicit,Added By,Added At,Genres,Record Label,Danceability,Energy,Key,Loudness,Mode,"
    "Speechiness,Acousticness,Instrumentalness,Liveness,Valence,Tempo,Time Signature"
)
FEATURES = "0.6,0.544,1,-8.6,0,0.03,0.08,0.1,0.1,0.0734,131.9,4"


def test_an_export_of_exportify_app_is_read(tmp_path: Path) -> None:
    row = (
        f'"spotify:track:{an_id(1)}","N","x","Earth\\, Wind & Fire, B","a","Album",'
        '"2011-05","225000","true","61","USXX1","me","2024"'
    )
    header = f'{APP},"Artist Genres","Danceability","Energy","Valence","Tempo"'
    path = table_of(tmp_path / "t.csv", [f'{row},"funk,soul","0.7","0.8","0.9","120"'], header)
    found = reference.load(path).find(an_id(1))
    assert found is not None
    assert found.track.artists == ("Earth, Wind & Fire", "B")
    assert (found.track.album, found.track.genre) == ("Album", "funk")
    assert (found.track.duration_ms, found.track.isrc) == (225_000, "USXX1")
    assert (found.track.year, found.track.explicit) == (2011, True)
    assert (found.point.valence, found.point.energy) == (0.9, 0.8)
    without_genres = table_of(
        tmp_path / "g.csv", [f'{row},"0.8","0.9"'], f'{APP},"Energy","Valence"'
    )
    assert reference.load(without_genres).summary.genres == ()


@pytest.mark.parametrize("track_id", ["Track URI", "Track ID", "Spotify ID"])
@pytest.mark.parametrize(
    ("text", "artists"),
    [
        ("Fred Falke;Elohim", ("Fred Falke", "Elohim")),
        ("A,B", ("A", "B")),
        ("Tyler, The Creator", ("Tyler, The Creator",)),
        ("Tyler, The Creator;Kali Uchis", ("Tyler, The Creator", "Kali Uchis")),
    ],
)
def test_an_export_of_exportify_net_is_read_whatever_its_year(
    track_id: str, text: str, artists: tuple[str, ...], tmp_path: Path
) -> None:
    uri = f"spotify:track:{an_id(1)}" if track_id == "Track URI" else an_id(1)
    lines = [
        f'{uri},"N","Album","{text}",2023,284551,45,false,,2026,"house,dance","L",{FEATURES}',
        'spotify:local:A:B:C:123,"N","Album","A",,284551,0,false,,2026,"","L",,,,,,,,,,,,',
    ]
    path = table_of(tmp_path / "t.csv", lines, NET.replace("Track URI", track_id))
    frame, dropped = tables.read(path)
    assert frame["artists"].tolist() == [artists]
    assert frame[["genre", "valence", "tempo"]].iloc[0].tolist() == ["house", 0.0734, 131.9]
    assert frame[["year", "explicit"]].iloc[0].tolist() == [2023, 0]
    assert dropped == {"local file, not on Spotify": 1}


def test_an_export_without_features_tells_how_to_get_them(tmp_path: Path) -> None:
    app = table_of(tmp_path / "app.csv", [], APP)
    with pytest.raises(ReferenceSetError, match=r"no audio features.*Include audio features data"):
        tables.read(app)
    no_columns = table_of(tmp_path / "net.csv", [], NET[: NET.index(",Danceability")])
    with pytest.raises(ReferenceSetError, match=r"no audio features.*exportify\.net"):
        tables.read(no_columns)
    # Where Spotify refuses the features, that page writes lines that end before them.
    short = f'spotify:track:{an_id(1)},"N","Album","A",2023,284551,45,false,,2026,"","L"'
    with pytest.raises(ReferenceSetError, match=r"1 rows.*exportify\.net"):
        tables.read(table_of(tmp_path / "short.csv", [short], NET))


# --- By hand ----------------------------------------------------------------------------


def read_by_hand(path: Path, **columns: str) -> pd.DataFrame:
    return pd.concat(tables.batches(path, rows.Tally(), layouts.by_hand(columns)))


@pytest.mark.parametrize(
    ("text", "artists"),
    [("A;B", ("A", "B")), ("['A', 'B']", ("A", "B")), ("A, B", ("A, B",)), ("", ())],
)
def test_any_table_is_read_when_its_columns_are_named(
    text: str, artists: tuple[str, ...], tmp_path: Path
) -> None:
    link = f"https://open.spotify.com/intl-de/track/{an_id(3)}?si=x"
    header = "Track Link,Title,Who,Happiness,energy,tempo"
    path = table_of(tmp_path / "t.csv", [f'{link},N,"{text}",0.25,0.75,90'], header)
    frame = read_by_hand(path, id="Track Link", name="Title", artists="Who", valence="Happiness")
    row = frame.iloc[0]
    assert (row["id"], row["name"], row["artists"]) == (an_id(3), "N", ";".join(artists))
    assert (row["valence"], row["energy"], row["tempo"], row["genre"]) == (0.25, 0.75, 90, "")


def test_a_wrong_name_and_a_missing_column_are_told(tmp_path: Path) -> None:
    with pytest.raises(ReferenceSetError, match="no column happiness"):
        layouts.by_hand({"happiness": "Valence"})
    path = table_of(tmp_path / "t.csv", [GOOD])
    with pytest.raises(ReferenceSetError, match=r"no column name, artists, Joy \(for valence\)\. "):
        read_by_hand(path, valence="Joy")


# --- Preview ----------------------------------------------------------------------------


def test_a_preview_shows_the_first_rows_and_the_layout(tmp_path: Path) -> None:
    path = table_of(tmp_path / "t.csv", [GOOD.replace("A song", "Är\x85ger")] * 9)
    shown = tables.preview(path, rows=2)
    assert shown.columns == ("id", "genre", "track_name", "artist_name", "valence", "energy")
    assert shown.rows == ((an_id(1), "pop", "Är ger", "Somebody", "0.5", "0.25"),) * 2
    assert shown.layout == "article"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    assert tables.preview(path, rows=1).rows[0][2] == "Är ger"


def test_a_preview_of_parquet_shows_texts(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    frame = pd.DataFrame({"colour": ["red", None], "taste": [0.5, 1], "list": [["a"], []]})
    frame.to_parquet(path)
    shown = tables.preview(path)
    assert shown.rows == (("red", "0.5", "['a']"), ("", "1.0", "[]"))
    assert shown.layout is None
    frame.iloc[:0].to_parquet(path)
    assert tables.preview(path).rows == ()


def test_a_preview_reads_the_beginning_alone(tmp_path: Path) -> None:
    path = table_of(tmp_path / "t.csv", [GOOD] * 5000)
    with path.open("ab") as file:
        file.write(b"\xff" * 100)
    assert tables.preview(path).rows[0][2] == "A song"
    with pytest.raises(ReferenceSetError, match=r"nowhere\.csv"):
        tables.preview(tmp_path / "nowhere.csv")


def test_a_preview_cuts_and_fills_rows_of_another_length(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("a, a,b\n1,2,3,4\n5\n", encoding="utf-8")
    found = tables.preview(path)
    assert found.columns == ("a", " a", "b")
    assert found.rows == (("1", "2", "3"), ("5", "", ""))
