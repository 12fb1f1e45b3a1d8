"""Lists that people bring: every row comes out in its order, or a sentence says why not."""

import csv
import io
import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec import brought, lists
from moodrec.brought import Brought, BroughtList, histories
from moodrec.brought.rows import of_rows
from moodrec.errors import ListError
from moodrec.exports import FORMATS
from moodrec.listing import Entry, Listing
from moodrec.model import AudioFeatures, Track
from tests.conftest import KNOWN, OTHER, UNKNOWN, an_id, real_table

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
IDS = st.text(LETTERS, min_size=22, max_size=22).filter(lambda one: any(map(str.isdigit, one)))
FORMS = st.sampled_from(["{}", "spotify:track:{}", "https://open.spotify.com/track/{}?si=1a2b"])
TITLES = st.text(
    st.characters(codec="latin-1", exclude_categories=["Cc", "Zs"]), min_size=1, max_size=8
)
NOISE = random.Random(1).randbytes(4000)  # noqa: S311  # no secret
EXPORTIFY = (
    "Track URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,"
    "Explicit,Added By,Added At,Genres,Record Label,Danceability,Energy,Key,Loudness,Mode,"
    "Speechiness,Acousticness,Instrumentalness,Liveness,Valence,Tempo,Time Signature\n"
)


def one(content: bytes | str, name: str = "mine.csv") -> BroughtList:
    (found,) = brought.read(content.encode() if isinstance(content, str) else content, name)
    return found


def rows(content: bytes | str, name: str = "mine.csv") -> list[Brought]:
    return list(one(content, name).rows)


def ids(content: bytes | str, name: str = "mine.csv") -> list[str | None]:
    return [row.track_id for row in rows(content, name)]


@settings(deadline=None)  # the first table of all takes its time
@given(
    st.lists(st.tuples(IDS, FORMS, TITLES, TITLES), min_size=1, max_size=20),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]),
    st.sampled_from([["Titel", "link", "Album"], ["track", "url", "notes"], ["a", "b", "c"]]),
)
def test_rows_of_any_table_come_back_in_their_order(
    songs: list[tuple[str, str, str, str]], delimiter: str, encoding: str, header: list[str]
) -> None:
    written = io.StringIO(newline="")
    table = csv.writer(written, delimiter=delimiter)
    table.writerow(header)
    table.writerows([title, form.format(one), more] for one, form, title, more in songs)
    assert ids(written.getvalue().encode(encoding)) == [one for one, *_ in songs]


def test_an_exportify_table_tells_all_it_has() -> None:
    row = (
        f'spotify:track:{KNOWN},"One, Two",Album,"A;Tyler, The Creator",2019-06-14,214706,69,true,'
        "me,2020-01-02T03:04:05Z,pop,Label,0.6,0.377,0,-9.5,1,0.03,0.8,0,0.15,0.446,101.96,4\n"
    )
    (found,) = rows(EXPORTIFY + row)
    assert (found.position, found.kind, found.track_id) == (1, "track", KNOWN)
    assert found.title == "One, Two"
    assert found.artists == ("A", "Tyler, The Creator")
    assert (found.duration_ms, found.year, found.explicit) == (214706, 2019, True)
    assert found.added_at == "2020-01-02T03:04:05Z"
    assert found.features
    assert (found.features.valence, found.features.energy) == (0.446, 0.377)
    assert found.features.source == "mine.csv"


def test_values_out_of_range_are_no_values() -> None:
    (found,) = rows(f"id,valence,energy,tempo\n{KNOWN},7,0.5,fast\n")
    assert found.features
    assert (found.features.valence, found.features.energy, found.features.tempo) == (
        None,
        0.5,
        None,
    )


def test_local_files_episodes_and_empty_rows_are_rows_and_none_is_dropped() -> None:
    found = rows(
        "Track URI,Track Name,Artist Name(s)\n"
        f"spotify:track:{KNOWN},One,A\n"
        "spotify:local:A:B:Home made:212,Home made,A\n"
        f"spotify:episode:{OTHER},A talk,B\n"
        ",Known by name,C\n"
        f"spotify:album:{OTHER},,\n"
        f"{UNKNOWN},Two,D\n"
    )
    kinds = ["track", "local file", "episode", "track", "unreadable", "track"]
    assert [row.kind for row in found] == kinds
    assert [row.track_id for row in found] == [KNOWN, None, None, None, None, UNKNOWN]
    assert found[3].title == "Known by name"
    assert found[1].text.startswith("spotify:local:")


def test_duplicates_are_kept_and_told() -> None:
    found = one(f"id\n{KNOWN}\n{OTHER}\n{KNOWN}\n", "mine.csv")
    assert [row.track_id for row in found.rows] == [KNOWN, OTHER, KNOWN]
    assert found.notices == ("1 row repeats a track that stands further up; each counts.",)


@pytest.mark.parametrize(
    "broken",
    [
        f"Three,{KNOWN},too,many,values",
        f'"open quote,{KNOWN},x',
        f"Three,{KNOWN}",
        f"{'x' * 200_000},{KNOWN},x",
        f"nul\0,{KNOWN},\0",
        "no id at all",
        ",".join("x" * 40_000),
    ],
    ids=["long", "quote", "short", "huge", "NUL", "nothing", "wide"],
)
def test_one_bad_row_never_breaks_a_list(broken: str) -> None:
    good = [an_id(n) for n in range(1, 6)]
    lines = [f"Song,{track_id},x" for track_id in good]
    found = ids("\n".join(["title,link,more", *lines[:2], broken, *lines[2:]]))
    assert [track_id for track_id in found if track_id in good] == good
    assert len(found) >= 6


def test_a_list_of_links_in_a_text_keeps_its_order_and_names_what_is_no_track() -> None:
    text = (
        f"My songs:\nhttps://open.spotify.com/track/{OTHER}?si=1 and spotify:track:{KNOWN}\n"
        f"https://open.spotify.com/album/{UNKNOWN}\nspotify:episode:{UNKNOWN}\n{KNOWN}\n"
    )
    found = brought.pasted(text)
    assert [row.track_id for row in found.rows] == [OTHER, KNOWN, None, None, KNOWN]
    assert [row.kind for row in found.rows][2:4] == ["unreadable", "episode"]
    assert "1 line without a link or an id left as text." in found.notices


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"x" * (lists.LARGEST + 1), "larger than 50 MB"),
        (b"PK\x03\x04" + b"\0" * 40, "Unpack it first"),
        (NOISE, "is no text"),
        (b"\0" * 1000, "is no text"),
        (b"PAR1" + b"\0" * 40, "is not a table that can be read"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "is a web page"),
        (b"  <html lang=en>", "is a web page"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html></html>', "is a web page"),
        (b'<?xml version="1.0"?><playlist><trackList/></playlist>', "names no track"),
        (b'{"playlist": {"track": [7, {"title": 7}]}}', "JSON of another shape"),
        (b'{"tracks": [7, {"id": []}]}', "JSON of another shape"),
        (b"colour,size\nred,1\n", "names no song. It has the columns colour, size. Give a table"),
        (b"id,valence\n", "names no song"),
        (b'{"colour": "red"}', "JSON of another shape"),
        (b"[1, 2, 3]", "JSON of another shape"),
        (b"{not json", "names no track"),
        (b"[" * 100_000, "names no track"),
        (b"Nothing here but prose.", "names no song"),
    ],
)  # fmt: skip
def test_what_is_no_list_gets_one_sentence_that_names_the_file(content: bytes, words: str) -> None:
    with pytest.raises(ListError, match=r"^mine\.csv ") as caught:
        brought.read(content, "mine.csv")
    assert words in str(caught.value)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_there_is_a_list_or_a_sentence(content: bytes) -> None:
    try:
        found = brought.read(content, "any")
    except ListError:
        return
    assert all(len(list(one.rows)) == len(one) for one in found)


def test_a_parquet_table_is_read_with_its_own_types(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table(
        {"song": ["One", None], "link": [f"spotify:track:{OTHER}", KNOWN], "n": [1, 2]}
    )
    pq.write_table(table, path)
    assert ids(path.read_bytes(), "a.parquet") == [OTHER, KNOWN]


def test_more_rows_than_the_bound_are_told() -> None:
    text = "id\n" + "".join(f"{an_id(n)}\n" for n in range(brought.MOST_ROWS + 5))
    found = one(text)
    assert len(found) == brought.MOST_ROWS
    assert found.notices == ("The first 50,000 of 50,005 rows are taken.",)


def in_parquet(columns: dict[str, Any], **how: Any) -> bytes:
    written = io.BytesIO()
    pq.write_table(pa.table(columns), written, compression="zstd", **how)
    return written.getvalue()


def test_a_table_of_too_many_columns_is_refused_before_it_is_read() -> None:
    header = ",".join(f"c{n}" for n in range(60_000 // 5))
    wide = [f"{header}\n{KNOWN},x\n".encode(), in_parquet({f"c{n}": [KNOWN] for n in range(1001)})]
    for content, columns in zip(wide, ("12,000", "1,001"), strict=True):
        with pytest.raises(ListError, match=rf"^mine\.csv has {columns} columns\."):
            brought.read(content, "mine.csv")


def test_of_a_small_file_of_very_many_rows_only_the_first_are_unpacked() -> None:
    rows = 2_000_000
    content = in_parquet({"id": pa.repeat(KNOWN, rows), "name": pa.repeat("x" * 100, rows)})
    before = pa.total_allocated_bytes()
    found = one(content, "many.parquet")
    assert len(content) < 100_000
    assert len(found) == brought.MOST_ROWS
    assert "The first 50,000 of 2,000,000 rows are taken." in found.notices
    assert pa.total_allocated_bytes() - before < 50_000_000


def test_a_long_text_that_is_written_once_and_meant_often_is_refused() -> None:
    name = pa.DictionaryArray.from_arrays(pa.repeat(0, 20_000), ["x" * 100_000])
    content = in_parquet({"id": pa.repeat(KNOWN, 20_000), "name": name}, store_schema=False)
    several = pa.ListArray.from_arrays([0, 2_000_000], pa.repeat("x", 2_000_000))
    for bomb in (content, in_parquet({"id": [KNOWN], "artists": several})):
        assert len(bomb) < 10_000
        with pytest.raises(ListError, match="too large when it is unpacked"):
            brought.read(bomb, "bomb.parquet")


def test_links_beyond_the_bound_are_counted_and_not_kept() -> None:
    found = brought.pasted(f"{KNOWN}\n" * (brought.MOST_ROWS + 5))
    assert len(found) == brought.MOST_ROWS
    assert found.notices[0] == "The first 50,000 of 50,005 rows are taken."


def test_uneven_rows_beyond_the_bound_are_counted_and_not_kept() -> None:
    text = "id,name\n" + "".join(f"{an_id(n)}\n" for n in range(brought.MOST_ROWS + 5))
    found = one(text)
    assert len(found) == brought.MOST_ROWS
    assert found.notices == ("The first 50,000 of 50,005 rows are taken.",)


def a_play(number: int, heard: int, day: int) -> dict[str, Any]:
    return {
        "ts": f"2024-01-{day:02d}T07:33:09Z",
        "ms_played": heard,
        "master_metadata_track_name": f"Song {number}",
        "master_metadata_album_artist_name": "Somebody",
        "spotify_track_uri": f"spotify:track:{an_id(number)}",
    }


PLAYS = st.lists(st.builds(a_play, st.integers(0, 4), st.integers(0, 10**6), st.integers(1, 28)))


@given(PLAYS.flatmap(lambda plays: st.tuples(st.just(plays), st.permutations(plays))))
def test_folding_adds_up_and_does_not_depend_on_the_order(
    both: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    plays, turned = both
    found = list(histories.folded(plays, "a").rows)
    assert found == list(histories.folded(turned, "a").rows)
    assert sum(row.plays or 0 for row in found) == len(plays)
    assert sum(row.ms_played or 0 for row in found) == sum(play["ms_played"] for play in plays)
    for row in found:
        own = [play for play in plays if play["spotify_track_uri"].endswith(str(row.track_id))]
        assert row.last_played == max(play["ts"] for play in own)


def test_an_id_of_a_history_that_no_track_can_have_is_none() -> None:
    wrong = [
        a_play(1, 9, 1) | {"spotify_track_uri": f"spotify:track:{bad}"} for bad in ("../x", "ä")
    ]
    nameless = wrong[0] | {"master_metadata_track_name": None}
    named, silent = histories.folded([*wrong, nameless], "a").rows
    assert (named.track_id, named.title, named.plays) == (None, "Song 1", 2)
    assert (silent.kind, silent.track_id) == ("unreadable", None)


def test_a_row_with_an_id_that_is_none_is_unreadable_unless_it_has_a_title() -> None:
    silent, named = of_rows("a", [{"id": "no id"}, {"id": "no id", "name": "One"}]).rows
    assert (silent.kind, silent.track_id, silent.text) == ("unreadable", None, "no id")
    assert (named.kind, named.track_id, named.title) == ("track", None, "One")


def test_several_histories_are_folded_together_and_a_bad_file_is_told_beside() -> None:
    one, two = [a_play(1, 10, 1)], [a_play(1, 5, 2), a_play(2, 7, 3)]
    short = [{"endTime": "2024-01-01 07:33", "artistName": "B", "trackName": "C", "msPlayed": 9}]
    files = [(json.dumps(plays).encode(), f"{n}.json") for n, plays in enumerate((one, two, short))]
    found = brought.of_files([*files, (b"", "empty.csv")])
    (history,) = found.lists
    assert history.name == "0.json and 2 more"
    first, *_ = history.rows
    assert (first.track_id, first.plays, first.ms_played) == (an_id(1), 2, 15)
    assert {row.title for row in history.rows} == {"Song 1", "Song 2", "C"}
    assert found.problems == ("empty.csv is empty. Give a list with at least one song.",)


def test_the_playlists_of_the_privacy_export_are_lists_of_their_own() -> None:
    track = {"trackName": "One", "artistName": "A", "albumName": "B"}
    items = [
        {"track": {**track, "trackUri": f"spotify:track:{KNOWN}"}, "addedDate": "2020-01-02"},
        {"track": None, "episode": {"episodeName": "A talk"}, "addedDate": "2020-01-02"},
        {"track": None, "localTrack": {"uri": "spotify:local:A:B:C:1"}},
    ]
    value = {"playlists": [{"name": "Calm", "items": items}, {"name": "None", "items": []},
                           {"name": "Loud", "items": items[:1]}]}  # fmt: skip
    calm, loud = brought.read(json.dumps(value).encode(), "Playlist1.json")
    assert (calm.name, loud.name) == ("Calm", "Loud")
    assert [row.kind for row in calm.rows] == ["track", "episode", "local file"]
    first = next(calm.rows)
    assert (first.title, first.artists, first.added_at) == ("One", ("A",), "2020-01-02")


def test_a_saved_library_and_json_of_the_web_api_give_their_tracks_once() -> None:
    library = {
        "tracks": [{"artist": "A", "album": "B", "track": "C", "uri": f"spotify:track:{KNOWN}"}]
    }
    (saved,) = rows(json.dumps(library), "YourLibrary.json")
    assert (saved.track_id, saved.title, saved.artists) == (KNOWN, "C", ("A",))
    answer = {"items": [{"track": {"id": KNOWN, "uri": f"spotify:track:{KNOWN}"}}]}
    assert ids(json.dumps(answer), "answer.json") == [KNOWN]


BACK = [
    Track(KNOWN, "One <&>", "a", ("A",), "pop", "Album", 61.0, 9000, "GBAAA0000001", 1999,
          explicit=False),
    Track("", "spotify:local:A:B:Home made:212", "a"),
    Track(OTHER, "Two", "a", ("B",)),
    Track(KNOWN, "One <&>", "a", ("A",)),
]  # fmt: skip


@pytest.mark.parametrize("form", ["json", "jspf", "xspf", "m3u8"])
def test_a_list_that_moodrec_wrote_comes_back_with_every_row_in_its_order(form: str) -> None:
    content = FORMATS[form].write(Listing("Mine", tuple(map(Entry, BACK))))
    found = one(content, f"a.{form}")
    assert [row.track_id for row in found.rows] == [KNOWN, None, OTHER, KNOWN]
    assert [row.kind for row in found.rows] == ["track", "local file", "track", "track"]
    assert found.row(1).text.startswith("spotify:local:A")
    if form != "m3u8":
        assert found.name == "Mine"
        assert (found.row(0).title, found.row(0).artists, found.row(0).duration_ms) == (
            "One <&>", ("A",), 9000,
        )  # fmt: skip


def test_the_json_that_moodrec_wrote_comes_back_with_all_its_values() -> None:
    features = AudioFeatures(KNOWN, "Mine", 0.25, 0.5, loudness=-5.0)
    entry = Entry(BACK[0], features, (("plays", 7), ("how", "source")))
    (row,) = rows(FORMATS["json"].write(Listing("Mine", (entry,))), "a.json")
    assert (row.features, row.plays, row.explicit, row.year) == (features, 7, False, 1999)
    assert (row.album, row.genre, row.isrc, row.popularity) == (
        "Album", "pop", "GBAAA0000001", 61.0,
    )  # fmt: skip


def test_a_playlist_of_files_is_known_by_title_and_artist() -> None:
    text = (
        "<?xml version='1.0' encoding='cp037'?><playlist><title>Mine</title><trackList><track>"
        "<location>file:///music/one.mp3</location><title>One</title><creator>A</creator></track>"
        "<track><location>file:///music/two.mp3</location></track></trackList></playlist>"
    )
    named, silent = rows(text, "a.xspf")
    assert (named.kind, named.title, named.artists, named.track_id) == (
        "track",
        "One",
        ("A",),
        None,
    )
    assert (silent.kind, silent.text) == ("unreadable", "file:///music/two.mp3")


def test_xml_with_a_grammar_of_its_own_is_not_unfolded() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a0 "ha">{entities}]><playlist><trackList>'
        f"<track><title>&a11;</title></track></trackList></playlist>"
    )
    with pytest.raises(ListError, match="names no track"):
        brought.read(bomb.encode(), "bomb.xspf")


def test_real_histories_are_folded_to_tracks() -> None:
    path = real_table("Streaming_History_Audio_2024_0.json")
    found = one(path.read_bytes(), path.name)
    assert sum(row.plays or 0 for row in found.rows) == 1500
    short = real_table("StreamingHistory_music_0.json")
    found = one(short.read_bytes(), short.name)
    assert sum(row.plays or 0 for row in found.rows) == 1462
    assert all(row.track_id is None and row.title for row in found.rows)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("tophits_latin1.csv", 2400),
        ("tracks_125_genres.csv", 11_085),
        ("spotify_songs_32833.parquet", 32_833),
    ],
)
def test_real_tables_keep_all_their_rows(name: str, count: int) -> None:
    found = one(real_table(name).read_bytes(), name)
    assert len(found) == count
    assert all(row.track_id and row.features for row in found.rows)
