"""Crawls that go by genre or by cell: every track once, with the features that belong to it."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from moodrec import settings
from moodrec.collection import import_tables, open_library, open_reference
from moodrec.genres import GENRE_SEEDS
from tests import catalogue
from tests.conftest import an_id, table_of
from tests.crawling import (
    GENRES,
    MOODS,
    NEAR,
    PRESENT,
    RECOMMENDATIONS,
    SEARCH,
    SEEDS,
    SPOTIFY_FEATURES,
    TOKEN,
    as_placed,
    crawled,
    in_use,
    present_id,
    present_set,
    queries,
)
from tests.loopback import Fault, Loopback, Song


@pytest.fixture
def services(online: Loopback, with_keys: None, tmp_path: Path) -> Loopback:
    """The loopback server for an app that may ask for everything; a small set is in use."""
    online.mode = "extended"
    present_set(tmp_path)
    return online


@pytest.fixture
def songs(services: Loopback) -> list[Song]:
    """Four genres of 30 songs that both services have."""
    made = catalogue.pretended(GENRES, 30)
    services.stock(made)
    return made


def some_of(songs: list[Song], genre: str, number: int) -> list[Song]:
    return [song for song in songs if song.genre == genre][:number]


# --- The article's crawl ----------------------------------------------------------------


def test_the_articles_crawl_over_all_seeds_tells_each_real_track_once_in_few_calls(
    services: Loopback,
) -> None:
    songs = catalogue.real()
    services.stock(songs)
    services.turned = True
    run = crawled("article", at_least=0)
    assert (run.state, run.done, run.found, run.failed) == ("done", 126, 11_085, ())
    assert in_use() == as_placed(songs)
    assert services.counts() == {RECOMMENDATIONS: 126, SPOTIFY_FEATURES: 111, SEEDS: 1, TOKEN: 1}
    assert run.calls == 126 + 111 + 1


def test_the_new_set_says_where_it_comes_from(services: Loopback, songs: list[Song]) -> None:
    run = crawled("article", GENRES)
    tracks = open_reference(settings.load())
    found = tracks.find(songs[0].id)
    assert found is not None
    assert (found.track.album, found.track.popularity, found.track.isrc) == (
        "evermore",
        69,
        songs[0].isrc,
    )
    assert (found.track.year, found.track.explicit) == (2020, False)
    assert found.features.source == found.track.source == "Spotify"
    assert found.features.fetched_at is not None
    assert tracks.summary.name.startswith("Spotify recommendations (20")
    current = open_library(settings.load()).current()
    assert current is not None
    assert (run.set_number, run.key) == (current.number, current.crawl)


@pytest.mark.parametrize("per_genre", [1, 7, 30])
def test_so_many_tracks_of_the_genres_asked_for_are_taken(
    services: Loopback, songs: list[Song], per_genre: int
) -> None:
    run = crawled("article", GENRES[:2], per_genre=per_genre)
    wanted = [song for genre in GENRES[:2] for song in some_of(songs, genre, per_genre)]
    assert in_use() == as_placed(wanted)
    assert run.found == len(wanted)
    assert {query["limit"] for query in queries(services, RECOMMENDATIONS)} == {str(per_genre)}
    assert services.counts()[SEEDS] == 0


def test_the_seeds_that_spotify_tells_are_taken_before_the_published_ones(
    services: Loopback, songs: list[Song]
) -> None:
    services.genre_seeds = ["samba", "blues"]
    run = crawled("article")
    assert [query["seed_genres"] for query in queries(services, RECOMMENDATIONS)] == [
        "samba",
        "blues",
    ]
    assert (run.total, run.found) == (2, 60)


def test_the_published_seeds_are_taken_where_spotify_tells_none(
    services: Loopback, songs: list[Song]
) -> None:
    run = crawled("article", per_genre=1)
    asked = [query["seed_genres"] for query in queries(services, RECOMMENDATIONS)]
    assert asked == list(GENRE_SEEDS)
    assert (run.total, run.found) == (126, 4)


def test_a_track_of_several_genres_is_kept_in_the_first_and_the_others_are_counted(
    services: Loopback, songs: list[Song]
) -> None:
    again = [songs[0], songs[1], songs[0]]
    row = [services._spotify_track(song) for song in again]
    services.fail(RECOMMENDATIONS, Fault.json(200, {"tracks": row}), 1, about="samba")
    run = crawled("article", GENRES)
    assert in_use() == as_placed(song for song in songs if song.genre != "samba")
    assert dict(run.left_out) == {"duplicate id": 3}


@pytest.mark.parametrize("turned", [False, True])
def test_null_entries_and_tracks_without_a_mood_are_left_out_and_move_no_others_features(
    services: Loopback, songs: list[Song], turned: bool
) -> None:
    services.turned = turned
    unknown = {song.id for song in songs[3::7]}
    half = {song.id for song in songs[5::11]} - unknown
    for song in songs:
        if song.id in half:
            services.spotify[song.id] = replace(song, features=song.features | {"energy": None})
    known = {i: song for i, song in services.spotify.items() if i not in unknown}
    lists = dict(services.spotify)

    def audio_features(ids: list[str]) -> tuple[int, object]:
        services.spotify = known
        try:
            return Loopback._audio_features(services, ids)
        finally:
            services.spotify = lists

    services._audio_features = audio_features  # type: ignore[method-assign]
    run = crawled("article", GENRES)
    assert in_use() == as_placed(song for song in songs if song.id not in unknown | half)
    assert dict(run.left_out) == {"mood unknown": len(unknown) + len(half)}
    assert run.found == len(songs) - len(unknown) - len(half)
    current = open_library(settings.load()).current()
    assert current is not None
    assert dict(current.dropped) == dict(run.left_out)


def test_with_keep_the_present_songs_stay_first_and_are_not_asked_for_again(
    services: Loopback, songs: list[Song]
) -> None:
    before = in_use()
    services.spotify[present_id(3)] = Song(present_id(3), genre="blues")
    run = crawled("article", GENRES, keep=True)
    assert in_use() == before | as_placed(songs)
    assert dict(run.left_out) == {"in the present set already": 1}
    assert open_reference(settings.load()).summary.name.startswith("present.csv + Spotify reco")
    asked = [i for q in queries(services, SPOTIFY_FEATURES) for i in q["ids"].split(",")]
    assert present_id(3) not in asked


def test_with_keep_the_present_songs_keep_their_years_and_playlists(
    services: Loopback, songs: list[Song], tmp_path: Path
) -> None:
    header = "id,genre,name,artists,valence,energy,year,explicit,playlists"
    line = f"{present_id(1)},pop,N,A,0.5,0.05,1982,yes,a;b"
    import_tables(settings.load(), [table_of(tmp_path / "t.csv", [line], header)])
    crawled("article", GENRES, keep=True)
    tracks = open_reference(settings.load())
    found = tracks.find(present_id(1))
    assert found is not None
    assert (found.track.year, found.track.explicit) == (1982, True)
    assert tracks.playlists.names == ("a", "b")
    assert set(tracks.playlists.rows.tolist()) == {tracks.row_of(present_id(1))}


def test_moods_are_asked_for_as_soon_as_a_batch_is_full(services: Loopback) -> None:
    services.stock(catalogue.pretended(GENRE_SEEDS[:6], 40))
    crawled("article", GENRE_SEEDS[:6])
    kinds = [call.partition("?")[0] for call in services.calls if not call.startswith("/accounts")]
    page, moods = RECOMMENDATIONS, SPOTIFY_FEATURES
    assert kinds == [page, page, page, moods, page, page, moods, page, moods]


# --- Spotify's search -------------------------------------------------------------------


def test_a_search_turns_the_pages_of_each_genre_and_takes_moods_from_reccobeats(
    services: Loopback, songs: list[Song]
) -> None:
    services.mode = "development"
    run = crawled("search", GENRES, per_genre=25)
    wanted = [song for genre in GENRES for song in some_of(songs, genre, 25)]
    assert in_use() == as_placed(wanted)
    assert (run.state, run.found) == ("done", 100)
    pages = [(q["q"], q.get("offset", "0")) for q in queries(services, SEARCH)]
    assert pages == [(f'genre:"{genre}"', str(o)) for genre in GENRES for o in (0, 10, 20)]
    assert services.counts()[MOODS] == 3
    assert services.counts()[SPOTIFY_FEATURES] == 0
    found = open_reference(settings.load()).find(songs[0].id)
    assert found is not None
    assert (found.features.source, found.track.source) == ("ReccoBeats", "Spotify")


@pytest.mark.parametrize(("there", "pages"), [(0, 1), (5, 1), (10, 2), (14, 2), (30, 3)])
def test_a_short_page_is_the_last_of_its_genre_alone(
    services: Loopback, there: int, pages: int
) -> None:
    songs = catalogue.pretended(["blues", "samba"], 30)
    services.stock([*some_of(songs, "blues", there), *some_of(songs, "samba", 30)])
    run = crawled("search", ["blues", "samba"], per_genre=30)
    asked = Counter(query["q"] for query in queries(services, SEARCH))
    assert asked == {'genre:"blues"': pages, 'genre:"samba"': 3}
    assert (run.done, run.total, run.found) == (6, 6, there + 30)


def test_entries_that_are_null_do_not_end_a_genre(services: Loopback, songs: list[Song]) -> None:
    rows = [services._spotify_track(song) for song in some_of(songs, "blues", 10)]
    page = [*rows[:4], None, {"id": None}, *rows[6:]]
    services.fail(SEARCH, Fault.json(200, {"tracks": {"items": page}}), 1)
    run = crawled("search", ["blues"], per_genre=30)
    assert (services.counts()[SEARCH], run.found) == (3, 28)


def test_a_search_takes_genres_that_are_no_seeds(services: Loopback) -> None:
    services.stock(catalogue.pretended(["hyper pop"], 3))
    assert crawled("search", ["hyper pop"]).found == 3


def test_what_is_unknown_by_its_id_is_asked_for_by_its_recording(
    services: Loopback, songs: list[Song]
) -> None:
    elsewhere = {an_id(10**6 + n): song for n, song in enumerate(songs) if n % 3 == 0}
    services.reccobeats = {song.id: song for n, song in enumerate(songs) if n % 3 == 1} | {
        other: replace(song, id=other) for other, song in elsewhere.items()
    }
    run = crawled("search", GENRES, per_genre=30)
    assert in_use() == as_placed(song for n, song in enumerate(songs) if n % 3 != 2)
    assert dict(run.left_out) == {"mood unknown": 40}
    by_id, by_isrc = 3, 2
    assert services.counts()[MOODS] == by_id + by_isrc


@pytest.mark.parametrize("refuses", [False, True])
def test_where_recordings_are_unknown_or_refused_the_mood_stays_unknown(
    services: Loopback, songs: list[Song], refuses: bool
) -> None:
    services.knows_isrc = False
    services.reccobeats = {song.id: song for song in songs[::2]}
    if refuses:
        services.fail(MOODS, Fault(400), about="QZTST")
    run = crawled("search", GENRES, per_genre=30)
    assert in_use() == as_placed(songs[::2])
    assert dict(run.left_out) == {"mood unknown": 60}
    assert (run.state, run.failed) == ("done", ())


def test_a_track_without_isrc_is_never_asked_for_by_it(services: Loopback) -> None:
    services.stock([Song(an_id(n), isrc="") for n in range(100, 105)])
    services.reccobeats = {}
    run = crawled("search", ["pop"])
    assert (run.state, dict(run.left_out)) == ("short", {"mood unknown": 5})
    assert services.counts()[MOODS] == 1


# --- ReccoBeats over the plane ----------------------------------------------------------


@pytest.fixture
def known(services: Loopback, songs: list[Song]) -> Loopback:
    """ReccoBeats knows the present songs too."""
    services.reccobeats |= {present_id(n): Song(present_id(n)) for n in range(PRESENT)}
    return services


def test_the_plane_is_filled_cell_by_cell_its_thin_parts_first(known: Loopback) -> None:
    run = crawled("reccobeats", per_genre=2, keep=True)
    cells = [(q["valence"], q["energy"]) for q in queries(known, NEAR)]
    assert len(set(cells)) == len(cells) == run.total == 100
    full = [("0.15", "0.05"), ("0.05", "0.05")]  # seven of the present songs, and five
    assert sorted(cells[-2:]) == sorted(full)
    assert all(query["size"] == "2" for query in queries(known, NEAR))
    assert max(query["seeds"].count(",") for query in queries(known, NEAR)) == 4
    assert known.counts()[TOKEN] == 0


def test_tracks_found_on_the_plane_are_added_to_the_present_ones_and_none_twice(
    known: Loopback, songs: list[Song]
) -> None:
    before = in_use()
    run = crawled("reccobeats", per_genre=3, keep=True)
    told = 3 * 100
    after = in_use()
    assert {i: after[i] for i in before} == before
    new = {i: placed for i, placed in after.items() if i not in before}
    catalogued = as_placed(songs, with_genre=False)
    assert new == {i: catalogued[i] for i in new}
    left_out = dict(run.left_out)
    assert run.found == len(new) > 30
    assert sum(left_out.values()) + len(new) == told
    assert set(left_out) <= {"duplicate id", "in the present set already"}
    asked = [i for q in queries(known, MOODS) for i in q["ids"].split(",")]
    assert sorted(asked) == sorted(new)


def test_where_the_nearest_five_are_unknown_the_next_five_are_tried(
    services: Loopback, songs: list[Song]
) -> None:
    # The present songs of 0.05 to 0.16: from the right the nearest five are 11 to 7.
    services.reccobeats |= {present_id(n): Song(present_id(n)) for n in range(5)}
    run = crawled("reccobeats", per_genre=1, keep=True)
    asked = [q["seeds"] for q in queries(services, NEAR) if q["valence"] == "0.95"]
    first = ",".join(present_id(n) for n in (11, 10, 9, 8, 7))
    second = ",".join(present_id(n) for n in (6, 5, 4, 3, 2))
    assert asked == 10 * [first, second]
    assert (run.done, run.failed) == (100, ())


def test_a_plane_where_no_seed_is_known_ends_short_with_the_present_set_in_use(
    services: Loopback,
) -> None:
    before = in_use()
    run = crawled("reccobeats", per_genre=1, keep=True)
    assert services.counts()[NEAR] == 200
    assert (run.state, run.found, run.done) == ("short", 0, 100)
    assert in_use() == before
