"""Filters: exact, combined as an intersection, and each of them counted."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec.errors import QueryError
from moodrec.filters import Filters, Range
from moodrec.kinds import KINDS
from moodrec.layouts import ARTIST_SEPARATOR
from moodrec.reference import ReferenceSet
from moodrec.releases import recording_key
from moodrec.schema import SCHEMA
from moodrec.sieve import RANGED, Sieve
from tests.conftest import an_id
from tests.small import TENTHS, a_set

Song = dict[str, Any]

COLUMNS = tuple(name for name in RANGED if name in SCHEMA.columns)
KIND_NAMES = tuple(
    kind.name for kind in KINDS.values() if not kind.above or kind.above[0] in SCHEMA.columns
)
GENRES = ("", "pop", "Pop", "rock")
ARTISTS = ((), ("A",), ("a",), ("B",), ("A", "B"), ("C", "Straße"))
TITLES = ("", "Song", "song - Radio Edit", "Song (Live)", "Other", "Other - Club Mix", "Noël")
ALBUMS = ("", "Album", "MTV Unplugged", "Christmas with A", "A Tribute To B")
OR_UNKNOWN = TENTHS | st.just(math.nan)

SONGS = st.lists(
    st.fixed_dictionaries(
        {
            "valence": TENTHS,
            "energy": TENTHS,
            "genre": st.sampled_from(GENRES),
            "artists": st.sampled_from(ARTISTS),
            "name": st.sampled_from(TITLES),
            "album": st.sampled_from(ALBUMS),
            "isrc": st.sampled_from(["", "", "USRC12345678", "USRC12345679"]),
            "liveness": OR_UNKNOWN,
            "speechiness": OR_UNKNOWN,
            "tempo": st.sampled_from([60.0, 120.0, 120.5, math.nan]),
            "popularity": st.sampled_from([0.0, 50.0, 100.0, math.nan]),
        }
    ),
    min_size=1,
    max_size=25,
)
RANGES = st.builds(
    Range,
    st.sampled_from(["valence", "liveness", "tempo", "popularity"]),
    st.sampled_from([-math.inf, 0.0, 0.3, 50.0]),
    st.sampled_from([50.0, 120.0, 120.4, math.inf]),
)
FILTERS = st.builds(
    Filters,
    genres=st.lists(st.sampled_from(["POP", "pop", "Pop", "rock", "jazz"]), max_size=2).map(tuple),
    without_genres=st.lists(st.sampled_from(["pop", "POP", "ROCK"]), max_size=2).map(tuple),
    without_artists=st.lists(st.sampled_from(["b", "STRASSE", "Z"]), max_size=2).map(tuple),
    without_kinds=st.lists(st.sampled_from(KIND_NAMES), unique=True).map(tuple),
    ranges=st.lists(RANGES, max_size=2, unique_by=lambda one: one.column).map(tuple),
    without_songs=st.frozensets(st.integers(0, 30).map(an_id), max_size=2),
)


def any_filters(test: Callable[..., None]) -> Callable[..., None]:
    """Runs a test on small sets with what is missing, and any filters."""
    return settings(max_examples=60, deadline=None)(given(songs=SONGS, filters=FILTERS)(test))


def is_of_kind(song: Song, name: str) -> bool:
    kind = KINDS[name]
    texts = song | {"artists": ARTIST_SEPARATOR.join(song.get("artists", ()))}
    told = any(
        re.search(words, texts.get(column, ""), re.IGNORECASE)
        for column, words in kind.words.items()
    )
    if kind.above is None:
        return told
    column, bound = kind.above
    return told or song.get(column, math.nan) > bound


def recording(song: Song) -> str | None:
    return recording_key(song["artists"], song["name"])


def is_genre(genre: str, name: str, here: set[str]) -> bool:
    """True when a name means this genre: exactly, or in another case where none is exact."""
    return genre == name if name in here else genre.casefold() == name.casefold()


def taken_away(songs: list[Song], number: int, filters: Filters) -> set[str]:
    """The names of the filters that take a song away, one look at it after the other."""
    song = songs[number]
    genre = song["genre"]
    here = {one["genre"] for one in songs}
    names = {name.casefold() for name in song["artists"]}
    listed = [one for place, one in enumerate(songs) if an_id(place) in filters.without_songs]
    found = {
        "genres": bool(filters.genres)
        and not any(is_genre(genre, name, here) for name in filters.genres),
        "without_genres": any(is_genre(genre, name, here) for name in filters.without_genres),
        "without_artists": any(one.casefold() in names for one in filters.without_artists),
        "without_songs": an_id(number) in filters.without_songs
        or (recording(song) is not None and recording(song) in map(recording, listed))
        or (bool(song["isrc"]) and song["isrc"] in [one["isrc"] for one in listed]),
    }
    for kind in filters.without_kinds:
        found[f"without_kinds:{kind}"] = is_of_kind(song, kind)
    for one in filters.ranges:
        found[f"range:{one.column}"] = not one.low <= song[one.column] <= one.high
    return {name for name, takes in found.items() if takes}


@any_filters
def test_what_passes_is_what_no_filter_takes_away_row_by_row(
    songs: list[Song], filters: Filters
) -> None:
    sifted = Sieve(a_set(songs)).sift(filters)
    faults = [taken_away(songs, number, filters) for number in range(len(songs))]
    assert sifted.passing.tolist() == [not names for names in faults]
    assert sifted.songs == sum(not names for names in faults)
    assert set(sifted.failing) == set(filters.names())
    for name, mask in sifted.failing.items():
        assert mask.tolist() == [name in names for names in faults]


@any_filters
def test_filters_combine_as_an_intersection_in_any_order(
    songs: list[Song], filters: Filters
) -> None:
    sieve = Sieve(a_set(songs))
    passing = np.ones(len(songs), dtype=bool)
    for name in filters.names():
        alone = filters
        for other in filters.names():
            alone = alone if other == name else alone.relaxed(other)
        passing &= sieve.sift(alone).passing
    assert sieve.sift(filters).passing.tolist() == passing.tolist()


@any_filters
def test_a_filters_own_toll_is_what_comes_back_without_it(
    songs: list[Song], filters: Filters
) -> None:
    sieve = Sieve(a_set(songs))
    sifted = sieve.sift(filters)
    for name in filters.names():
        relaxed = sieve.sift(filters.relaxed(name))
        assert sifted.taken_by(name) == relaxed.songs - sifted.songs
        assert (sifted.only(name) == (relaxed.passing & ~sifted.passing)).all()
        assert (sifted.but_for(name) == relaxed.passing).all()


@any_filters
def test_genres_are_counted_among_the_songs_that_pass_the_other_filters(
    songs: list[Song], filters: Filters
) -> None:
    sifted = Sieve(a_set(songs)).sift(filters)
    own = {"genres", "without_genres"}
    left = [
        song["genre"]
        for number, song in enumerate(songs)
        if song["genre"] and not taken_away(songs, number, filters) - own
    ]
    counts = Counter(left)
    genres = {song["genre"] for song in songs if song["genre"]}
    expected = sorted(((g, counts[g]) for g in genres), key=lambda pair: (-pair[1], pair[0]))
    assert sifted.genre_counts() == tuple(expected)


@pytest.mark.skipif(tuple(KINDS) != KIND_NAMES, reason="a column that a kind is told by is new")
@any_filters
def test_kinds_are_counted_among_the_songs_that_pass_the_other_filters(
    songs: list[Song], filters: Filters
) -> None:
    counts = dict(Sieve(a_set(songs)).sift(filters).kind_counts())
    assert tuple(counts) == tuple(KINDS)
    for kind, count in counts.items():
        assert count == sum(
            is_of_kind(song, kind)
            and not taken_away(songs, number, filters) - {f"without_kinds:{kind}"}
            for number, song in enumerate(songs)
        )


def test_no_filter_lets_all_songs_pass_and_tells_nothing() -> None:
    sifted = Sieve(a_set([{"valence": 0.5, "energy": 0.5}] * 3)).sift(Filters())
    assert sifted.songs == 3
    assert sifted.failing == {}
    assert sifted.notices == ()


def test_names_that_match_nothing_are_told_and_do_no_harm() -> None:
    songs = [{"valence": 0.5, "energy": 0.5, "genre": "Pop", "artists": ("A",)}] * 2
    sieve = Sieve(a_set(songs))
    sifted = sieve.sift(Filters(without_genres=("jazz", "POP"), without_artists=("Z", "a")))
    assert sifted.notices == ("No song here has the genre “jazz”.", "No song here is by “Z”.")
    assert sieve.sift(Filters(without_artists=("Z",))).songs == 2
    assert sieve.sift(Filters(without_songs=frozenset({an_id(9), "é" * 22}))).songs == 2


def test_genres_that_differ_only_in_case_are_told_apart_by_their_exact_names() -> None:
    songs = [{"valence": 0.5, "energy": 0.5, "genre": genre} for genre in ("pop", "Pop", "rock")]
    sieve = Sieve(a_set(songs))
    assert sieve.sift(Filters(genres=("Pop",))).passing.tolist() == [False, True, False]
    assert sieve.sift(Filters(genres=("POP",))).passing.tolist() == [True, True, False]
    assert sieve.sift(Filters(without_genres=("pop", "ROCK"))).passing.tolist() == [
        False,
        True,
        False,
    ]


def test_what_is_no_kind_and_no_column_is_refused_with_those_there_are() -> None:
    sieve = Sieve(a_set([{"valence": 0.5, "energy": 0.5}]))
    with pytest.raises(QueryError, match=r"no kind polka\. There are explicit, live"):
        sieve.sift(Filters(without_kinds=("polka",)))
    with pytest.raises(QueryError, match=r"No range of mode: there are year, valence"):
        sieve.sift(Filters(ranges=(Range("mode", 0, 1),)))


@pytest.mark.parametrize("column", COLUMNS)
def test_what_is_not_known_lies_in_no_range_however_wide(column: str) -> None:
    songs = [{"valence": 0.5, "energy": 0.5}, {"valence": 0.5, "energy": 0.5, column: 1.0}]
    sieve = Sieve(a_set(songs))
    known = [column in {"valence", "energy"}, True]
    everything = Filters(ranges=(Range(column, -math.inf, math.inf),))
    assert sieve.sift(everything).passing.tolist() == known
    assert sieve.knows(column)


@pytest.mark.parametrize("column", COLUMNS)
def test_both_ends_of_a_range_belong_to_it(column: str) -> None:
    values = (0.2, 0.3, 0.5, 0.6)
    songs = [{"valence": 0.5, "energy": 0.5, column: value} for value in values]
    inside = Filters(ranges=(Range(column, 0.3, 0.5),))
    assert Sieve(a_set(songs)).sift(inside).passing.tolist() == [False, True, True, False]


def test_a_song_that_is_left_out_takes_its_other_releases_with_it() -> None:
    plane: Song = {"valence": 0.5, "energy": 0.5}
    songs: list[Song] = [
        plane | {"name": "Song", "artists": ("A", "B")},
        plane | {"name": "Song - Remastered 2011", "artists": ("b", "A")},
        plane | {"name": "Song", "artists": ("A",)},
        plane | {"name": "Song (Live)", "artists": ("A", "B")},
        plane,
        plane,
    ]
    sieve = Sieve(a_set(songs))
    assert np.flatnonzero(sieve.songs(frozenset({an_id(1)}))).tolist() == [0, 1]
    assert np.flatnonzero(sieve.songs(frozenset({an_id(4)}))).tolist() == [4]
    assert not sieve.songs(frozenset()).any()


def test_a_song_that_is_left_out_takes_those_of_its_isrc_with_it() -> None:
    plane: Song = {"valence": 0.5, "energy": 0.5}
    songs = [plane | {"isrc": isrc, "name": name} for isrc, name in
             (("USRC12345678", "Song"), ("USRC12345678", "Canción"), ("", "Song"))]  # fmt: skip
    sieve = Sieve(a_set(songs))
    assert sieve.songs(frozenset({an_id(1)})).tolist() == [True, True, False]
    assert sieve.songs(frozenset({an_id(2)})).tolist() == [False, False, True]


def test_the_songs_of_a_list_are_found_once_and_read_only() -> None:
    sieve = Sieve(a_set([{"valence": 0.5, "energy": 0.5}] * 2))
    found = sieve.songs(frozenset({an_id(1), "short", an_id(0) + "1"}))
    assert found.tolist() == [False, True]
    assert sieve.songs(frozenset({an_id(1), "short", an_id(0) + "1"})) is found
    assert not found.flags.writeable


def test_a_release_that_takes_no_part_still_takes_those_that_do(packaged: ReferenceSet) -> None:
    folded = packaged._folded.frame["id"].tolist()[0]
    known = packaged.find(folded)
    assert known
    rows = np.flatnonzero(Sieve(packaged).songs(frozenset({folded}))).tolist()
    key = recording_key(known.track.artists, known.track.name)
    assert [packaged.recording(row) for row in rows] == [key]


OF_A_KIND = {
    "live": [
        "Song - Live",
        "Song (Live)",
        "Song [Live]",
        "Song – live",
        "Song (Live at Wembley)",
        "Song - Live At Wembley / 1986",
        "Song - Live from Spotify London",
        "Song - Live In Tokyo, 1992",
        "Song - Live 2005",
        "Song - Live '99",
        "Song - Acoustic / Live At Abbey Road, 2005",
        "Song - Acoustic Live",
        "Song - BBC Live Session",
        "Song (Recorded Live at Daytrotter)",
        "Song - Live Version",
        "Song - Live Medley",
        "Song - Live @ Königsplatz",
        "Canción - En Vivo",
        "Canção (Ao Vivo)",
        "20 de abril - En directo 1997",
        "Song - MTV Unplugged",
        "Song - Somebody In Concert",
    ],
    "remix": [
        "Song - Somebody Remix",
        "Song (Remixed)",
        "Song - Club Mix",
        "Song - Extended Mix",
        "Song (VIP Mix)",
        "Song - Re-Mix",
        "Song (Somebody RMX)",
        "Song - Bootleg",
        "Song - Mash-Up",
        "Song - Reworked",
    ],
    "karaoke": [
        "Song (Karaoke Version)",
        "Song (Originally Performed by Somebody)",
        "Song (Made Famous by Somebody)",
        "Song (In the Style of Somebody)",
        "Song - Instrumental Version",
        "Song (Backing Track)",
        "Sing-Along Songs",
    ],
    "Christmas": [
        "White Christmas",
        "Wonderful Christmastime",
        "Merry Xmas Everybody",
        "X-Mas Time",
        "Feliz Navidad",
        "The First Noel",
        "Noël",
        "Petit Papa Noël",
        "Buon Natale",
        "Weihnachtslied",
        "Santa Claus Is Coming to Town",
        "Jingle Bell Rock",
        "Stille Nacht",
        "Let It Snow! Let It Snow! Let It Snow!",
        "Sleigh Ride",
        "Away in a Manger",
        "Silver Bells",
        "Frosty the Snowman",
    ],
    "spoken word": [
        "Kapitel 12 - Das Haus",
        "Chapter 3",
        "Folge 7: Die Insel",
        "Episode 1",
        "Teil 4 - Die Reise",
        "No Words - Skit",
        "Interview",
        "Guided Meditation for Sleep",
        "Hörspiel",
        "My Podcast",
    ],
}
OF_NO_KIND = {
    "live": [
        "Alive",
        "Olive",
        "Believe",
        "Liverpool",
        "Deliver",
        "Live Forever",
        "Live and Let Die",
        "Live and Let Die - Remastered",
        "Long Live",
        "Long Live (Taylor's Version)",
        "Live Wire",
        "Live Your Life - Radio Edit",
        "Live in the Moment",
        "Live In The Sky - Remix",
        "Runnin' (Dying To Live)",
        "Brace for Impact - Live a Little",
        "Immortal (We Live Forever) - Original Mix",
        "How Do I Live",
        "Stayin' Alive - Remastered",
        "Alive - Radio Edit",
        "Viva la Vida",
        "Lively Up Yourself",
        "Shake It Up: Live 2 Dance",
    ],
    "remix": ["Mixed Emotions", "Song - Original Mix", "Bootlegger", "Mix", "Fireworks", "Remind"],
    "karaoke": [
        "A Tribute to House",
        "Tribute",
        "Kara",
        "Style",
        "Sing",
        "Sing Me Back Home",
        "Famous",
        "Instrumental",
    ],
    "Christmas": [
        "Natalie",
        "Snow (Hey Oh)",
        "Santa Monica",
        "Dance with the Devil (feat. Katie Noel & Chucky V)",
        "Winter",
        "Bells",
        "Christine",
        "Nativity",
        "Carolina",
    ],
    "spoken word": [
        "Love Story",
        "Chapters",
        "The Next Episode",
        "Song, Pt. 2",
        "Speechless",
        "Skittles",
        "Kapitel",
    ],
}


@pytest.mark.parametrize(
    ("kind", "title"), [(kind, title) for kind, titles in OF_A_KIND.items() for title in titles]
)
def test_titles_tell_a_kind_in_any_case(kind: str, title: str) -> None:
    for told in (title, title.upper(), title.lower()):
        sieve = Sieve(a_set([{"valence": 0.5, "energy": 0.5, "name": told}]))
        assert sieve.kind(kind).tolist() == [True], told


@pytest.mark.parametrize(
    ("kind", "title"), [(kind, title) for kind, titles in OF_NO_KIND.items() for title in titles]
)
def test_titles_that_only_look_like_a_kind_are_none(kind: str, title: str) -> None:
    sieve = Sieve(a_set([{"valence": 0.5, "energy": 0.5, "name": title}]))
    assert sieve.kind(kind).tolist() == [False]


@pytest.mark.parametrize(
    ("kind", "column", "text", "told"),
    [
        ("live", "album", "Live in Leipzig", True),
        ("live", "album", "Live At Madison Square Garden", True),
        ("live", "album", "Where the Light Is: John Mayer Live In Los Angeles", True),
        ("live", "album", "Live!", True),
        ("live", "album", "MTV Unplugged In New York", True),
        ("live", "album", "Live In The Sky", False),
        ("live", "album", "Live Through This", False),
        ("live", "album", "Too Weird to Live, Too Rare to Die!", False),
        ("live", "album", "LONG.LIVE.A$AP (Deluxe Version)", False),
        ("remix", "album", "Remixed Emotions", False),
        ("karaoke", "artists", ("The Karaoke Crew",), True),
        ("karaoke", "artists", ("Singuila",), False),
        ("karaoke", "artists", ("A Tribute To Somebody",), True),
        ("karaoke", "album", "The Bluegrass Tribute to Metallica", True),
        ("Christmas", "album", "A Very 60s Christmas", True),
        ("spoken word", "album", "Chapter 3", False),
    ],
)
def test_only_the_columns_of_a_kind_tell_it(
    kind: str, column: str, text: object, told: bool
) -> None:
    sieve = Sieve(a_set([{"valence": 0.5, "energy": 0.5, column: text}]))
    assert sieve.kind(kind).tolist() == [told]


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.above and kind.name in KIND_NAMES]
)
def test_a_feature_tells_a_kind_above_its_bound_alone(kind: Any) -> None:
    column, bound = kind.above
    values = (math.nan, 0.0, bound, bound + 0.01)
    songs = [{"valence": 0.5, "energy": 0.5, column: value} for value in values]
    assert Sieve(a_set(songs)).kind(kind.name).tolist() == [False, False, False, True]


@pytest.mark.parametrize("low", [0.5, math.inf])
def test_a_range_turned_round_is_told_how_to_write_it(low: float) -> None:
    with pytest.raises(QueryError, match=r"write it as 0\.4 to"):
        Range("tempo", low, 0.4)


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (math.nan, 1),
        (0, math.nan),
        (math.nan, math.nan),
        (math.inf, math.inf),
        (-math.inf, -math.inf),
    ],
)
def test_a_range_needs_numbers(low: float, high: float) -> None:
    with pytest.raises(QueryError, match="number"):
        Range("tempo", low, high)


def test_large_numbers_are_written_out_when_a_range_is_turned_round() -> None:
    with pytest.raises(QueryError, match="write it as 1200000 to 1234567"):
        Range("duration_ms", 1_234_567, 1_200_000)


def test_a_column_has_one_range() -> None:
    with pytest.raises(QueryError, match="one range of tempo"):
        Filters(ranges=(Range("tempo", 0, 1), Range("energy", 0, 1), Range("tempo", 2, 3)))


@given(FILTERS)
def test_a_filter_that_is_relaxed_is_gone_and_the_others_stay(filters: Filters) -> None:
    for name in filters.names():
        left = [other for other in filters.names() if other != name]
        assert list(filters.relaxed(name).names()) == left
