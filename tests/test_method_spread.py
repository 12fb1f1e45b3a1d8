"""How far apart releases of a recording lie: known answers, and nothing told by copies."""

import statistics
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec import packaged as packaged_set
from moodrec import tables
from moodrec.method.intervals import Interval
from moodrec.method.spread import FEWEST, Spread, spread
from moodrec.model import FEATURE_NAMES
from moodrec.reference import ReferenceSet
from moodrec.releases import recording_key
from tests.small import TENTHS, a_set

Song = dict[str, Any]


def released(name: str, *places: tuple[float, float], **more: Any) -> list[Song]:
    """The releases of one recording, each at its place."""
    told = {"name": name, "artists": ("A", "B")} | more
    return [told | {"valence": valence, "energy": energy} for valence, energy in places]


def six(*places: tuple[float, float]) -> list[Song]:
    """Enough recordings for a median, all with releases at these places."""
    return [song for n in range(FEWEST) for song in released(f"Song {n}", *places)]


def of(songs: Iterable[Song]) -> Spread:
    return spread(a_set(songs))


def middles(told: Spread) -> tuple[float, float, float]:
    found = [one.value for one in (told.valence, told.energy, told.distance) if one]
    valence, energy, distance = found
    return valence, energy, distance


# --- Known answers -----------------------------------------------------------------------------


def test_two_releases_differ_by_their_difference() -> None:
    told = of(six((0.2, 0.5), (0.23, 0.46)))
    assert middles(told) == pytest.approx((0.03, 0.04, 0.05))
    assert told.valence is not None
    assert (told.valence.low, told.valence.high) == pytest.approx((0.03, 0.03))
    assert (told.recordings, told.releases, told.copied, told.why) == (6, 12, 0, "")


def test_three_releases_differ_by_the_mean_of_their_pairs() -> None:
    told = of(six((0.1, 0.5), (0.2, 0.5), (0.4, 0.5)))
    assert middles(told) == pytest.approx(((0.1 + 0.2 + 0.3) / 3, 0, 0.2))


def test_the_median_is_over_recordings_however_often_each_was_released() -> None:
    songs = [
        *released("Often", *((n / 50, 0.0) for n in range(40))),
        *(one for n in range(6) for one in released(f"{n}", (0.5, 0.5), (0.51, 0.5))),
    ]
    assert middles(of(songs))[0] == pytest.approx(0.01)


def test_songs_of_one_release_do_not_count() -> None:
    songs = six((0.2, 0.5), (0.23, 0.46))
    alone = released("Alone", (0.9, 0.9)) + released("Song 1", (0.9, 0.9), artists=("Other",))
    nameless = released("", (0.1, 0.1), (0.9, 0.9)) + released("Song 1", (0.5, 0.5), artists=())
    assert of([*songs, *alone, *nameless]) == of(songs)


def test_releases_are_told_by_isrc_or_by_artists_and_title_or_by_a_third() -> None:
    songs = []
    for n in range(FEWEST):
        first, second = released(f"Song {n}", (0.1, 0.5), (0.2, 0.5))
        songs += [
            first,
            second
            | {"name": f"SONG {n} - Remastered 2011", "artists": ("b", "a"), "isrc": f"X{n}"},
            *released(f"Another name {n}", (0.3, 0.5), isrc=f"X{n}"),
        ]
    told = of(songs)
    assert (told.recordings, told.releases) == (6, 18)
    assert middles(told)[0] == pytest.approx((0.1 + 0.1 + 0.2) / 3)


def test_of_a_recording_with_very_many_releases_a_hundred_are_compared() -> None:
    songs = [
        one for n in range(6) for one in released(f"{n}", *((k / 200, 0.5) for k in range(150)))
    ]
    told = of(songs)
    assert told.releases == 600
    gaps = [(other - one) / 200 for one, other in combinations(range(100), 2)]
    assert middles(told)[0] == pytest.approx(statistics.mean(gaps))


# --- Copies --------------------------------------------------------------------------------------


def test_copies_of_the_same_audio_say_nothing() -> None:
    songs = six((0.2, 0.5), (0.23, 0.46))
    copies = [one for n in range(50) for one in released(f"Copy {n}", (0.7, 0.7), (0.7, 0.7))]
    told = of([*songs, *copies, songs[0]])
    assert told.copied == 50
    assert (told.recordings, told.releases) == (6, 12)
    assert middles(told) == middles(of(songs))


def test_releases_at_one_place_that_sound_unlike_are_no_copies() -> None:
    songs = six((0.2, 0.5), (0.2, 0.5))
    unlike = [song | {"tempo": 100.0 + n % 2} for n, song in enumerate(songs)]
    assert of(songs).copied == 6
    assert of(songs).valence is None
    told = of(unlike)
    assert (told.copied, middles(told)) == (0, (0, 0, 0))


# --- The same as others compute -------------------------------------------------------------------


def test_the_packaged_set_and_its_folded_releases_by_loops(packaged: ReferenceSet) -> None:
    frame, _ = tables.read(packaged_set.locate())  # before any release is folded
    releases: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for artists, name, *features in zip(
        frame["artists"], frame["name"], *(frame[one] for one in FEATURE_NAMES), strict=True
    ):
        if key := recording_key(artists, name):
            releases[key].append(tuple(features))
    several = [one for one in releases.values() if len(one) > 1]
    unlike = [set(one) for one in several if len(set(one)) > 1]
    told = spread(packaged)
    assert told.recordings == len(unlike)
    assert told.releases == sum(map(len, unlike))
    assert told.copied == len(several) - len(unlike)
    assert told.copied / len(several) == pytest.approx(0.69, abs=0.01)  # as the docstring says
    assert middles(told) == pytest.approx(
        tuple(statistics.median(column) for column in zip(*map(differences, unlike), strict=True))
    )


def differences(releases: Iterable[tuple[float, ...]]) -> tuple[float, float, float]:
    """The mean differences over all pairs; valence and energy are the first two features."""
    pairs = [(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in combinations(releases, 2)]
    valence, energy = (statistics.mean(column) for column in zip(*pairs, strict=True))
    return valence, energy, statistics.mean(float(np.hypot(*pair)) for pair in pairs)


def test_intervals_are_about_those_of_scipy(packaged: ReferenceSet) -> None:
    from scipy.stats import bootstrap  # noqa: PLC0415  # it loads slowly

    chance = np.random.default_rng(4)
    gaps = (chance.exponential(0.05, 80).clip(0.001, 0.5)).round(3)
    songs = [
        one for n, gap in enumerate(gaps) for one in released(f"{n}", (0.1, 0.5), (0.1 + gap, 0.5))
    ]
    told = of(songs)
    theirs = bootstrap((gaps,), np.median, n_resamples=4000, method="percentile", rng=chance)
    assert told.valence is not None
    low, high = theirs.confidence_interval
    assert told.valence.value == pytest.approx(np.median(gaps))
    assert (told.valence.low, told.valence.high) == pytest.approx(
        (low, high), abs=0.2 * (high - low)
    )


def test_nineteen_of_twenty_intervals_hold_the_true_median() -> None:
    chance, held, sets = np.random.default_rng(21), 0, 200
    for _ in range(sets):
        gaps = chance.uniform(0.001, 0.1, 40)
        told = of(
            one
            for n, gap in enumerate(gaps)
            for one in released(f"{n}", (0.3, 0.5), (0.3 + gap, 0.5))
        )
        assert told.valence is not None
        held += told.valence.low <= 0.0505 <= told.valence.high
    assert 0.88 <= held / sets <= 0.99


# --- Laws ----------------------------------------------------------------------------------------

RELEASES = st.lists(st.tuples(st.sampled_from("abcdefgh"), TENTHS, TENTHS), max_size=60, min_size=1)


@settings(deadline=None, max_examples=25)
@given(RELEASES)
def test_axes_that_change_places_change_their_spreads(told: list[tuple[str, float, float]]) -> None:
    one = of(song for name, x, y in told for song in released(name, (x, y)))
    other = of(song for name, x, y in told for song in released(name, (y, x)))
    assert (one.valence, one.energy, one.distance) == (other.energy, other.valence, other.distance)
    assert (one.recordings, one.releases, one.copied, one.why) == (
        other.recordings,
        other.releases,
        other.copied,
        other.why,
    )


@settings(deadline=None, max_examples=25)
@given(RELEASES)
def test_a_spread_is_measured_or_says_why_not(told: list[tuple[str, float, float]]) -> None:
    found = of(song for name, x, y in told for song in released(name, (x, y)))
    places = defaultdict(list)
    for name, x, y in told:
        places[name].append((x, y))
    unlike = [set(one) for one in places.values() if len(set(one)) > 1]
    assert found.recordings == len(unlike)
    assert found.copied == sum(len(one) > 1 == len(set(one)) for one in places.values())
    spreads = (found.valence, found.energy, found.distance)
    assert all(isinstance(one, Interval) is (len(unlike) >= FEWEST) for one in spreads)
    assert bool(found.why) is (len(unlike) < FEWEST)
    for one in filter(None, spreads):
        assert 0 <= one.low <= one.value <= one.high <= 2**0.5


# --- What cannot be measured ----------------------------------------------------------------------


@pytest.mark.parametrize("songs", [1, 2, 40])
def test_without_a_second_release_there_is_nothing_to_compare(songs: int) -> None:
    for named in (True, False):
        told = of(one for n in range(songs) for one in released(f"{n}" * named, (0.1, 0.2)))
        assert told == Spread(0, 0, None, None, None, told.why)
        assert "more than once" in told.why


@pytest.mark.parametrize(
    ("recordings", "words"), [(0, "0 recordings"), (1, "1 recording of"), (5, "5 ")]
)
def test_a_few_recordings_make_no_median(recordings: int, words: str) -> None:
    copies = released("Copy", (0.7, 0.7), (0.7, 0.7))
    told = of(copies + six((0.1, 0.2), (0.3, 0.4))[: 2 * recordings])
    assert (told.recordings, told.copied) == (recordings, 1)
    assert (told.valence, told.energy, told.distance) == (None, None, None)
    assert words in told.why


def test_every_release_is_the_songs_and_then_the_folded_ones(packaged: ReferenceSet) -> None:
    every = packaged.every_release()
    kept = every.iloc[: len(packaged)]
    assert kept["id"].tolist() == packaged.frame()["id"].tolist()
    folded = every["id"].iloc[len(packaged) :]
    assert len(folded) == dict(packaged.summary.dropped)["another release of the same recording"]
    assert all(packaged.row_of(one) is None and packaged.find(one) for one in folded)
    every["valence"] = 0.0
    assert packaged.valence.max() > 0
    assert packaged.every_release()["valence"].max() > 0
