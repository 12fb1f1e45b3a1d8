"""Where the rows of a list lie: by whom, or why nowhere; nothing is guessed."""

import time
from typing import Any

import numpy as np
import pytest

from moodrec import brought, settings
from moodrec.brought.rows import EPISODE, LOCAL, BroughtList, of_rows
from moodrec.exports import FORMATS
from moodrec.lookup import Asked
from moodrec.model import Track
from moodrec.opening import open_service
from moodrec.placement import HOWS, listing_of, place, track_of
from moodrec.playlist.extend import fitting
from moodrec.playlist.order import ORDERED
from moodrec.playlist.shared import Shared, shared
from moodrec.playlist.songs import points, releases, values
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from moodrec.service import Service
from moodrec.sources import http
from moodrec.sources.listener import Row
from moodrec.ui.playlist import own
from tests.conftest import KNOWN, UNKNOWN, an_id, real_table
from tests.loopback import FEATURES, Fault, Loopback, Song
from tests.small import a_set, features

RECCOBEATS = "/reccobeats/v1/audio-features"
SET = a_set(
    [
        {
            "name": "One",
            "artists": ("A", "B"),
            "valence": 0.1,
            "energy": 0.2,
            "isrc": "GBAAA0000001",
        },
        {"name": "Two", "artists": ("C",), "valence": 0.3, "energy": 0.4},
        {"name": "Led", "artists": ("D", "E"), "valence": 0.5, "energy": 0.6},
        {"name": "Twice", "artists": ("D", "E"), "valence": 0.5, "energy": 0.6},
        {"name": "Twice", "artists": ("D",), "valence": 0.5, "energy": 0.7},
    ]
)


@pytest.fixture
def service(online: Loopback) -> Service:
    return open_service(settings.load())


def a_list(*rows: dict[str, Any]) -> BroughtList:
    return of_rows("mine", rows)


def hows(*rows: dict[str, Any], known: Asked | None = None) -> list[str]:
    return [one.how for one in place(a_list(*rows), SET, known or Asked()).placed]


def test_an_id_of_the_set_comes_first_whatever_else_the_row_says() -> None:
    row = {"id": an_id(1), "name": "One", "artists": "A;B", "valence": 0.9, "energy": 0.9}
    placed = place(a_list(row), SET)
    (song,) = placed.songs
    assert (song.track.name, song.point.valence) == ("Two", 0.3)
    assert placed.sentence == "1 of 1 placed: 1 in the reference set."


@pytest.mark.parametrize(
    ("row", "how"),
    [
        ({"id": UNKNOWN, "isrc": "GBAAA0000001"}, "ISRC"),
        ({"id": UNKNOWN, "name": "one (feat. B)", "artists": "b;a"}, "artists and title"),
        ({"name": "Two", "artists": "C"}, "artists and title"),
        ({"name": "Led", "artists": "D"}, "artists and title"),
        ({"name": "Twice", "artists": "D"}, "artists and title"),
        ({"name": "Led", "artists": "E"}, "unknown"),
        ({"id": UNKNOWN, "name": "Led", "artists": "D"}, "not asked yet"),
        ({"name": "Two - Live", "artists": "C"}, "unknown"),
        ({"name": "Two"}, "unknown"),
        ({"id": UNKNOWN, "valence": 0.5, "energy": 0.5}, "your file"),
        ({"id": UNKNOWN, "valence": 0.5}, "not asked yet"),
        ({"name": "Nobody's", "valence": 0.5, "energy": 0.5}, "your file"),
        ({"name": "Nobody's", "valence": 0.5}, "unknown"),
        ({"kind": LOCAL, "text": "spotify:local:A"}, "local file"),
        ({"kind": EPISODE, "text": "A talk"}, "episode"),
    ],
)
def test_each_row_is_placed_by_the_first_who_knows_it(row: dict[str, Any], how: str) -> None:
    assert hows(row) == [how]


@pytest.mark.parametrize("by", [{"isrc": "GBAAA0000001"}, {}])
def test_a_row_placed_by_another_release_comes_out_as_it_went_in(by: dict[str, Any]) -> None:
    row = {"id": UNKNOWN, "name": "one (feat. B)", "artists": "b;a", "album": "Its own", **by}
    placed = place(a_list(row, {"id": UNKNOWN, "isrc": "GBAAA0000001"}), SET)
    (entry, bare), song = listing_of(placed).entries, placed.songs[0]
    assert entry.track == song.track
    assert (song.track.id, song.track.name, song.track.artists, song.track.album) == (
        UNKNOWN, "one (feat. B)", ("b", "a"), "Its own",
    )  # fmt: skip
    assert (song.point.valence, song.features.energy, song.features.track_id) == (0.1, 0.2, UNKNOWN)
    assert (bare.track.id, bare.track.name, bare.track.artists) == (UNKNOWN, "One", ("A", "B"))
    assert listing_of(place(a_list({"name": "One", "artists": "A;B"}), SET)).ids == (an_id(0),)


def test_a_list_placed_by_other_releases_is_not_extended_by_them() -> None:
    rows = [
        {"id": UNKNOWN, "isrc": "GBAAA0000001"},
        {"id": an_id(9), "name": "Two", "artists": "C"},
    ]
    placed = place(a_list(*rows), SET)
    assert [one.how for one in placed.placed] == ["ISRC", "artists and title"]
    picks = fitting(Index(SET), placed.songs, within=0.5, one_per_artist=False).picks
    assert {pick.song.track.name for pick in picks} == {"Led", "Twice"}


def test_moods_of_a_file_without_ids_count_and_no_two_of_its_songs_are_one() -> None:
    content = b"title,artist,valence,energy\nX,Nobody,0.2,0.3\nY,Nobody else,0.4,0.5\n"
    (mine,) = brought.read(content, "mine.csv")
    placed = place(mine, SET)
    assert placed.sentence == "2 of 2 placed: 2 from your file."
    assert [(s.track.id, s.track.name, s.features.valence) for s in placed.songs] == [
        ("", "X", 0.2), ("", "Y", 0.4),
    ]  # fmt: skip
    other = place(a_list({"name": "Z", "artists": "Z", "valence": 0.1, "energy": 0.1}), SET)
    assert shared(placed.songs, other.songs) == Shared()
    told = {name: form.write(listing_of(placed)) for name, form in FORMATS.items()}
    assert told.pop("links") == b""
    assert all(b"Nobody else" in content for content in told.values())


def test_a_playlist_of_the_account_is_placed_with_all_that_spotify_told() -> None:
    track = Track(
        UNKNOWN, "One", "Spotify", ("A",), None, "Album", 61.0, 9, "GB1", 1999, explicit=False
    )
    mine = own.as_brought("Mine", [Row("track", track), Row("local file", title="demo.mp3")])
    assert track_of(mine.row(0), "Spotify") == track
    assert [row.kind for row in mine.rows] == ["track", "local file"]


def test_the_sentence_counts_every_row_once() -> None:
    told = features(valence=0.5, energy=0.5)
    placed = place(
        a_list(
            {"id": an_id(0), "plays": 7},
            {"id": an_id(11), "valence": 0.5, "energy": 0.1},
            {"id": an_id(12)},
            {"id": an_id(13)},
            {"id": an_id(14)},
            {"kind": LOCAL, "text": "a"},
            {"kind": LOCAL, "text": "b"},
            {"kind": EPISODE, "text": "c"},
        ),
        SET,
        Asked({an_id(12): told}, unknown=frozenset({an_id(13)})),
    )
    assert placed.sentence == (
        "3 of 8 placed: 1 in the reference set, 1 from your file, 1 by test, 1 not asked yet, "
        "4 unknown (2 local files, 1 episode)."
    )
    assert placed.open == (an_id(14),)
    assert placed.weights.tolist() == [7, 1, 1]
    assert [song.point.energy for song in placed.songs] == placed.energy[placed.places].tolist()
    assert sum(placed.counts.values()) == len(placed)
    assert list(placed.counts) == list(HOWS)
    entries = listing_of(placed).entries
    assert len(entries) == 8
    assert dict(entries[0].more)["plays"] == 7
    assert entries[7].features is None


def test_songs_are_the_same_as_columns_and_one_by_one(packaged: ReferenceSet) -> None:
    ids = [packaged.text("id", row) for row in range(0, 60, 2)]
    more = {"name": "One", "artists": "A;B", "year": 1999.0, "duration_ms": 1234.5, "tempo": 90.0}
    told = features(valence=0.25, energy=0.5, loudness=-5.0)
    track = Track(UNKNOWN, "Told", "test", ("C",), duration_ms=7, isrc="GBAAA0000001")
    brought_ = a_list(
        *({"id": one, "valence": 0.9, "tempo": 1.0} for one in ids),
        {"kind": LOCAL, "text": "a"},
        {"id": an_id(11), "valence": 0.5, "energy": 0.1, "isrc": "GBAAA0000002", **more},
        {"id": UNKNOWN, "tempo": 80.0, **more},
        {"id": UNKNOWN, "valence": 0.5, "energy": 0.1, **more},
        {"id": packaged._folded.frame["id"][0], "tempo": 3.0},
        {"name": packaged.text("name", 1), "artists": ";".join(packaged.artists(1))},
    )
    placed = place(brought_, packaged, Asked({UNKNOWN: told}, {UNKNOWN: track}))
    songs = placed.songs
    plain = [songs[n] for n in range(len(songs))]
    assert len(plain) == 35
    assert list(place(brought_, packaged, placed.asked).songs) == plain == list(songs)
    assert [one.song for one in placed.placed if one.song] == plain
    assert songs[-3:] == tuple(plain[-3:])
    for name in ORDERED:
        np.testing.assert_allclose(values(songs, name), values(plain, name), err_msg=name)
    assert points(songs).tolist() == points(plain).tolist()
    assert [(one, artists, title or None, isrc or None)
            for one, (artists, title, isrc) in releases(songs)] == [
        (one, *release) for one, release in releases(plain)
    ]  # fmt: skip


def test_folded_releases_of_the_packaged_set_are_known(packaged: ReferenceSet) -> None:
    folded = packaged._folded.frame["id"].tolist()
    placed = place(of_rows("folded", [{"id": one} for one in folded]), packaged)
    assert placed.counts["reference set"] == len(folded) == len(placed.songs)
    assert [song.track.id for song in placed.songs] == folded


def test_the_sources_are_asked_in_batches_and_what_they_told_is_remembered(
    online: Loopback, service: Service
) -> None:
    wanted = [an_id(n) for n in range(100)]
    online.reccobeats = {one: Song(one, title=f"Song {one}") for one in wanted[:90]}
    before = service.place(a_list(*({"id": one} for one in [KNOWN, *wanted])))
    assert before.sentence == "1 of 101 placed: 1 in the reference set, 100 not asked yet."
    assert online.calls == []
    after = service.ask(before)
    assert after.sentence == (
        "91 of 101 placed: 1 in the reference set, 90 by ReccoBeats, 10 unknown."
    )
    assert online.counts()[RECCOBEATS] == 3
    assert after.at(1).song
    assert after.songs[1].track.name == f"Song {an_id(0)}"
    online.calls.clear()
    again = open_service(settings.load()).place(before.brought)
    assert again.counts["source"] == 90
    assert again.songs[1].track.name == f"Song {an_id(0)}"
    assert online.calls == []


def test_a_failing_source_is_told_once_and_its_rows_stay_open(
    online: Loopback, service: Service
) -> None:
    wanted = [an_id(n) for n in range(100)]
    online.reccobeats = {one: Song(one) for one in wanted}
    online.fail(RECCOBEATS, Fault(500), about=f"ids={an_id(40)}")
    after = service.ask(service.place(a_list(*({"id": one} for one in wanted))))
    assert after.sentence == "40 of 100 placed: 40 by ReccoBeats, 60 not asked yet."
    assert [str(one)[:10] for one in after.failures] == ["ReccoBeats"]
    online.faults.clear()
    service.lookup.clock = lambda: time.monotonic() + 1000.0
    assert service.ask(after).sentence == "100 of 100 placed: 100 by ReccoBeats."
    assert service.ask(after).failures == ()


def test_patience_ends_and_a_step_is_bounded(
    online: Loopback, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [an_id(n) for n in range(500)]
    before = service.place(a_list(*({"id": one} for one in wanted)))
    assert len(service.ask(before).open) == 100
    ticks = iter(range(0, 10_000, 5))
    service.lookup.clock = lambda: float(next(ticks))
    late = service.place(a_list(*({"id": an_id(1000 + n)} for n in range(500))))
    assert 0 < len(service.ask(late).open) < 500


def test_a_source_that_hangs_is_waited_for_once(
    online: Loopback, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "TIMEOUT", (0.2, 0.2))
    online.fail(RECCOBEATS, Fault(hang=True))
    after = service.ask(service.place(a_list(*({"id": an_id(n)} for n in range(200)))))
    assert len(after.open) == 200
    assert len(after.failures) == 1
    assert online.counts()[RECCOBEATS] == 1


def test_half_a_mood_is_no_mood(online: Loopback, service: Service) -> None:
    online.reccobeats = {UNKNOWN: Song(UNKNOWN, features=FEATURES | {"valence": None})}
    after = service.ask(service.place(a_list({"id": UNKNOWN})))
    assert after.sentence == "0 of 1 placed: 1 unknown."
    assert after.at(0).told == "no source knows its mood"


def test_offline_nothing_is_open_and_the_store_still_answers(online: Loopback) -> None:
    online.reccobeats = {UNKNOWN: Song(UNKNOWN)}
    both = a_list({"id": UNKNOWN}, {"id": an_id(1)})
    service = open_service(settings.load())
    service.ask(service.place(both))
    placed = open_service(settings.load(offline=True)).place(both)
    assert placed.sentence == "1 of 2 placed: 1 by ReccoBeats, 1 unknown."
    assert placed.at(1).told == "not in the reference set, and moodrec is offline"


def test_a_real_history_is_placed_whole(packaged: ReferenceSet) -> None:
    path = real_table("Streaming_History_Audio_2024_0.json")
    (history,) = brought.read(path.read_bytes(), path.name)
    placed = place(history, packaged)
    assert placed.counts["reference set"] == 211
    assert len(placed.songs) == 211
