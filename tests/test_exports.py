"""Files to take away: readers that are not ours find the same list in them."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import m3u8
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from moodrec.exports import FORMATS, file_name
from moodrec.listing import Entry, Listing
from moodrec.model import FEATURE_NAMES, AudioFeatures, Track
from moodrec.texts import clean
from tests.conftest import an_id

RULES = Path(__file__).parent / "rules"
XSPF = etree.RelaxNG(etree.parse(RULES / "xspf.rng"))
JSPF = json.loads((RULES / "jspf.json").read_text())
NAMESPACE = {"x": "http://xspf.org/ns/0/"}

NASTY = [
    "=HYPERLINK(1)", "+1", "-", "@home", "]]>", "<b>&amp;", "a\nb\r\n#EXTM3U", "\u202eabc",
    "\ud800", "\ufffe", "a\u2028b\x85c", "😀👩‍👩‍👧", "'quoted\"", "a,b;c\td", "\x00", "夜に駆ける",
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(NASTY), st.text(st.characters(codec=None, exclude_categories=()), max_size=12)
)
SHARES = st.none() | st.floats(0, 1)
TIMES = st.none() | st.just(datetime(2026, 11, 20, tzinfo=UTC))


def entries(number: int) -> st.SearchStrategy[Entry]:
    """Any song of which anything may be unknown."""
    track = st.builds(
        Track,
        id=st.just(an_id(number)),
        name=st.none() | TEXTS,
        source=st.just("test"),
        artists=st.lists(TEXTS, max_size=2).map(tuple),
        genre=st.none() | TEXTS,
        album=st.none() | TEXTS,
        popularity=st.none() | st.floats(0, 100),
        duration_ms=st.none() | st.integers(0, 10_000_000),
        year=st.none() | st.integers(1900, 2030),
        explicit=st.none() | st.booleans(),
        fetched_at=TIMES,
    )
    features = st.builds(
        AudioFeatures,
        track_id=st.just(an_id(number)),
        source=st.just("ReccoBeats"),
        valence=SHARES,
        energy=SHARES,
        loudness=st.none() | st.floats(-60, 0),
        fetched_at=TIMES,
    )
    more = st.dictionaries(st.sampled_from(["why", "genre"]), st.none() | TEXTS)
    return st.builds(
        Entry, track, st.none() | features, more.map(lambda found: tuple(found.items()))
    )


LISTINGS = st.integers(0, 3).flatmap(
    lambda size: st.builds(Listing, TEXTS, st.tuples(*map(entries, range(size))), TEXTS)
)


def written(name: str, listing: Listing) -> bytes:
    return FORMATS[name].write(listing)


def shown(text: str | None) -> str | None:
    return clean(text or "") or None


def ids(listing: Listing) -> list[str]:
    return [entry.track.id for entry in listing.entries]


@given(listing=LISTINGS)
def test_csv_is_read_back_by_pandas(listing: Listing) -> None:
    content = written("csv", listing)
    rows = pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False).to_dict("records")
    assert [row["id"] for row in rows] == ids(listing)
    for row, entry in zip(rows, listing.entries, strict=True):
        track, features = entry.track, entry.features
        assert row["title"] in {shown(track.name) or "", f"'{shown(track.name)}"}
        assert row["url"] == track.url
        assert row["duration_ms"] == ("" if track.duration_ms is None else str(track.duration_ms))
        for name in FEATURE_NAMES:
            value = getattr(features, name, None)
            assert (float(row[name]) if row[name] else None) == value
        for name, value in entry.more:
            column = "more genre" if name == "genre" else name
            assert row[column].removeprefix("'") == (shown(str(value or "")) or "").removeprefix(
                "'"
            )


@given(listing=LISTINGS)
def test_no_text_of_a_csv_starts_like_a_formula(listing: Listing) -> None:
    rows = csv.DictReader(io.StringIO(written("csv", listing).decode("utf-8-sig")))
    for row in rows:
        for name, value in row.items():
            assert not value.startswith(tuple("=+@\t\r")), name
            assert not value.startswith("-") or name in FEATURE_NAMES


@given(listing=LISTINGS)
def test_json_is_read_back(listing: Listing) -> None:
    told = json.loads(written("json", listing).decode())
    assert told["title"] == clean(listing.title)
    assert [track["id"] for track in told["tracks"]] == ids(listing)
    for track, entry in zip(told["tracks"], listing.entries, strict=True):
        assert track.get("title") == shown(entry.track.name)
        assert track.get("artists", []) == [
            name for name in map(shown, entry.track.artists) if name
        ]
        assert track.get("valence") == (entry.features.valence if entry.features else None)
        assert None not in track.values()


@given(listing=LISTINGS)
def test_m3u8_is_read_back_by_the_package_of_that_name(listing: Listing) -> None:
    text = written("m3u8", listing).decode()
    found = m3u8.loads(text).segments
    assert [segment.uri for segment in found] == [one.track.url for one in listing.entries]
    for segment, entry in zip(found, listing.entries, strict=True):
        milliseconds = entry.track.duration_ms
        assert segment.duration == (-1 if milliseconds is None else round(milliseconds / 1000))
        assert (shown(entry.track.name) or "") in segment.title
    assert len(text.splitlines()) == 2 + 2 * len(listing.entries)


@given(listing=LISTINGS)
def test_xspf_keeps_its_published_rules_and_is_read_back_by_lxml(listing: Listing) -> None:
    root = etree.fromstring(written("xspf", listing))
    XSPF.assertValid(root)
    tracks = root.findall("x:trackList/x:track", NAMESPACE)
    urls = [track.findtext("x:location", None, NAMESPACE) for track in tracks]
    assert urls == [entry.track.url for entry in listing.entries]
    for track, entry in zip(tracks, listing.entries, strict=True):
        assert track.findtext("x:title", None, NAMESPACE) == shown(entry.track.name)
        assert track.findtext("x:album", None, NAMESPACE) == shown(entry.track.album)
        assert (track.find("x:duration", NAMESPACE) is None) == (entry.track.duration_ms is None)


@given(listing=LISTINGS)
def test_jspf_keeps_the_same_rules(listing: Listing) -> None:
    told = json.loads(written("jspf", listing).decode())
    jsonschema.validate(told, JSPF)
    tracks = told["playlist"]["track"]
    assert [track["location"] for track in tracks] == [[one.track.url] for one in listing.entries]
    assert [track.get("title") for track in tracks] == [
        shown(entry.track.name) for entry in listing.entries
    ]


PLAYLIST = '<playlist version="1" xmlns="http://xspf.org/ns/0/">{}</playlist>'
TRACK = PLAYLIST.format("<trackList><track>{}</track></trackList>")


@pytest.mark.parametrize(
    "broken",
    [
        PLAYLIST.format(""),
        '<playlist version="1"><trackList/></playlist>',
        TRACK.format("<title>a</title><title>b</title>"),
        TRACK.format("<duration>-1</duration>"),
    ],
)
def test_the_rules_refuse_what_is_no_xspf(broken: str) -> None:
    assert not XSPF.validate(etree.fromstring(broken))


@given(listing=LISTINGS)
def test_links_are_one_a_line(listing: Listing) -> None:
    assert written("links", listing).decode().split() == [one.track.url for one in listing.entries]


def test_all_that_is_known_is_in_the_csv_and_nothing_is_invented() -> None:
    known: dict[str, Any] = dict.fromkeys(FEATURE_NAMES, 0.25)
    told = datetime(2026, 11, 20, 12, tzinfo=UTC)
    features = AudioFeatures(an_id(1), "ReccoBeats", **known, fetched_at=told)
    full = Track(
        an_id(1), "Song", "Spotify", ("A", "B"), "pop", "Album", 50.0, 61_500, "DEA123", 1999,
        explicit=False, fetched_at=told,
    )  # fmt: skip
    bare = Track(an_id(2), None, "oEmbed")
    listing = Listing("Two", (Entry(full, features, (("offset", 0.5),)), Entry(bare)))
    rows = list(csv.DictReader(io.StringIO(written("csv", listing).decode("utf-8-sig"))))
    assert rows[0] | known == rows[0] | known | {
        "title": "Song", "artists": "A, B", "genre": "pop", "mood": "sombre and calm",
        "popularity": "50.0", "year": "1999", "explicit": "false", "album": "Album",
        "duration_ms": "61500", "isrc": "DEA123", "offset": "0.5", "title_source": "Spotify",
        "title_fetched_at": "2026-11-20T12:00:00+00:00", "features_source": "ReccoBeats",
        "features_fetched_at": "2026-11-20T12:00:00+00:00",
    }  # fmt: skip
    assert {name for name, value in rows[1].items() if value} == {"id", "url", "title_source"}


@given(title=TEXTS)
def test_a_file_has_a_name_that_every_system_takes(title: str) -> None:
    name = file_name(Listing(title, ()), "csv")
    assert name.startswith("moodrec")
    assert name.endswith(".csv")
    assert not set(name) & set('\\/:*?"<>|\n\0 ')
    assert len(name.encode()) < 255


def test_what_is_not_on_spotify_has_no_link_and_is_never_lost() -> None:
    local = Entry(Track("", "Demo", "mine.csv", ("Me",)))
    listing = Listing("Mine", (local,))
    content = {name: form.write(listing).decode("utf-8-sig") for name, form in FORMATS.items()}
    assert content.pop("links") == ""
    for text in content.values():
        assert "Demo" in text
        assert "open.spotify.com/track" not in text
        assert "spotify:track" not in text
    xml = etree.fromstring(content["xspf"].encode())
    assert XSPF.validate(xml)
