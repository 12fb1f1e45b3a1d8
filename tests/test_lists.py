"""Lists of songs: track ids out of tables, texts and exports, or a sentence on why not."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from moodrec.errors import ListError
from moodrec.lists import LARGEST, track_ids, track_ids_of
from tests.conftest import KNOWN, OTHER, UNKNOWN, an_id, real_table

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
IDS = st.text(LETTERS, min_size=22, max_size=22).filter(lambda one: any(map(str.isdigit, one)))
FORMS = st.sampled_from(
    [
        "{}",
        "spotify:track:{}",
        "https://open.spotify.com/track/{}?si=1a2b3c4d5e6f7a8b",
        "http://play.spotify.com/intl-pt-BR/track/{}",
        "open.spotify.com/embed/track/{}#t=30",
        "https://api.spotify.com/v1/tracks/{}",
    ]
)


@given(st.lists(st.tuples(IDS, FORMS), min_size=1), st.sampled_from(["\n", ",", "; ", '","', "\t"]))
def test_every_track_comes_out_whatever_its_form_and_what_separates_them(
    tracks: list[tuple[str, str]], separator: str
) -> None:
    text = separator.join(form.format(track_id) for track_id, form in tracks)
    assert track_ids(text.encode(), "list.txt") == {track_id for track_id, _ in tracks}


@pytest.mark.parametrize(
    "text",
    [
        f"https://open.spotify.com/album/{KNOWN}",
        f"https://open.spotify.com/intl-de/artist/{KNOWN}?si={KNOWN}",
        f"spotify:playlist:{KNOWN}",
        f"spotify:user:somebody:playlist:{KNOWN}",
        f"spotify:local:{KNOWN}:{KNOWN}:{KNOWN}:212",
        f"https://example.org/?id={KNOWN}",
        f"{KNOWN}x and x{KNOWN}, {KNOWN}_, {KNOWN}-1 and é{KNOWN}",
        KNOWN[:21],
        "The counterrevolutionaries and the Counterrevolutionaries",
        "",
        "\0\1\2",
    ],
)
def test_what_is_no_track_is_none_and_the_sentence_names_the_file(text: str) -> None:
    with pytest.raises(ListError, match=r"^mine\.txt names no track\. Give Spotify links"):
        track_ids(text.encode(), "mine.txt")


def test_a_table_of_exportify_gives_its_tracks_and_none_of_its_albums_and_artists() -> None:
    table = (
        "Track URI,Track Name,Artist URI(s),Album URI\n"
        f'spotify:track:{KNOWN},"One, Two",'
        f'"spotify:artist:{an_id(1)}, spotify:artist:{an_id(2)}",spotify:album:{an_id(3)}\n'
        f"spotify:local:A:B:C:1,Home made,,\n"
    )
    assert track_ids(table.encode(), "a.csv") == {KNOWN}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_text_is_read_in_the_usual_encodings(encoding: str) -> None:
    text = f"Ünü\n{KNOWN}\nBjörk;{OTHER}\n"
    assert track_ids(text.encode(encoding), "a.txt") == {KNOWN, OTHER}


@pytest.mark.parametrize("slash", ["/", "\\/"])
def test_json_gives_its_tracks_also_where_slashes_are_escaped(slash: str) -> None:
    plays = [
        {"spotify_track_uri": f"spotify:track:{KNOWN}", "spotify_episode_uri": None},
        {"spotify_track_uri": None, "spotify_episode_uri": f"spotify:episode:{UNKNOWN}"},
        {"url": f"https://open.spotify.com/track/{OTHER}"},
    ]
    text = json.dumps(plays).replace("/", slash)
    assert track_ids(text.encode(), "history.json") == {KNOWN, OTHER}


def test_a_parquet_table_is_read_in_every_column_of_texts(tmp_path: Path) -> None:
    table = pa.table(
        {
            "song": [KNOWN, None],
            "links": [[f"spotify:track:{OTHER}", None], None],
            "kind": pa.array([an_id(1), an_id(1)]).dictionary_encode(),
            "album": [f"spotify:album:{UNKNOWN}"] * 2,
            "n": [1, 2],
        }
    )
    path = tmp_path / "named_without_an_ending"
    pq.write_table(table, path)
    assert track_ids_of(path) == {KNOWN, OTHER, an_id(1)}


def test_spotifys_privacy_export_gives_all_its_tracks() -> None:
    path = real_table("Streaming_History_Audio_2024_0.json")
    uris = {play["spotify_track_uri"] for play in json.loads(path.read_text("utf-8"))}
    assert track_ids_of(path) == {uri.removeprefix("spotify:track:") for uri in uris if uri}


def test_the_short_history_names_titles_alone() -> None:
    with pytest.raises(ListError, match="extended streaming history"):
        track_ids_of(real_table("StreamingHistory_music_0.json"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PAR1" + b"\0" * 40, "is not a table that can be read"),
        (b"PAR1", "is not a table that can be read"),
        (b"PK\x03\x04" + b"\0" * 40, "Unpack it first"),
        (b"\xff\xfe\0", "names no track"),
        (b" " * (LARGEST + 1), "larger than 50 MB"),
    ],
    ids=["Parquet", "its beginning", "zip", "half a letter", "large"],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(
    content: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine"
    path.write_bytes(content)
    with pytest.raises(ListError, match=words):
        track_ids_of(path)


def test_a_parquet_table_with_broken_text_is_told_in_a_sentence(tmp_path: Path) -> None:
    ends = pa.py_buffer(b"\0\0\0\0\x02\0\0\0")
    broken = pa.StringArray.from_buffers(1, ends, pa.py_buffer(b"\xff\xfe"))
    path = tmp_path / "mine.parquet"
    pq.write_table(pa.table({"id": broken}), path)
    with pytest.raises(ListError, match=r"mine\.parquet is not a table"):
        track_ids_of(path)


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_file_that_cannot_be_opened_is_told_with_its_path(name: str, tmp_path: Path) -> None:
    with pytest.raises(ListError, match=str(tmp_path)):
        track_ids_of(tmp_path / name)


@given(st.binary(max_size=200))
def test_whatever_stands_before_an_id_on_a_line_of_its_own_it_is_found(content: bytes) -> None:
    assume(not content.startswith((b"PAR1", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")))
    assert KNOWN in track_ids(content + f"\n{KNOWN}\n".encode(), "any")
