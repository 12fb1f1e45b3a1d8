"""The line of energy on valence: as others fit it, intervals that hold, genres that reverse it."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from moodrec import reference
from moodrec.method.intervals import Interval, interval, samples
from moodrec.method.regression import ARTICLE_SLOPE, FEWEST, Line, Regression, regression
from moodrec.reference import ReferenceSet
from tests.conftest import real_table
from tests.small import TENTHS, a_set

Floats = NDArray[np.float64]
Songs = list[tuple[float, float, str]]


def a_line(songs: Sequence[tuple[float, float, str]]) -> Regression:
    return regression(
        a_set(
            {"valence": valence, "energy": energy, "genre": genre}
            for valence, energy, genre in songs
        )
    )


def drawn(sizes: dict[str, int], slope: float = 0.4, seed: int = 1) -> Songs:
    """Songs of these genres around one line, each genre at its own height."""
    chance = np.random.default_rng(seed)
    songs: Songs = []
    for genre, size in sizes.items():
        height = chance.uniform(-0.1, 0.1)
        valence = chance.uniform(0.2, 0.8, size)
        energy = 0.3 + slope * valence + height + chance.uniform(-0.15, 0.15, size)
        songs += [(x, y, genre) for x, y in zip(valence.round(3), energy.round(3), strict=True)]
    return songs


def columns(reference: ReferenceSet) -> tuple[Floats, Floats, NDArray[np.int32]]:
    return reference.valence / 1e6, reference.energy / 1e6, reference.genre_of


# --- As others fit it -----------------------------------------------------------------------


def values(line: Line) -> tuple[float, float, float]:
    return line.slope.value, line.intercept.value, line.r.value


def of_statsmodels(valence: Floats, energy: Floats) -> tuple[float, float, float]:
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415  # it loads slowly

    fit = OLS(energy, np.column_stack([np.ones(len(valence)), valence])).fit()
    return fit.params[1], fit.params[0], math.copysign(math.sqrt(fit.rsquared), fit.params[1])


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_lines_are_those_of_statsmodels(packaged: ReferenceSet) -> None:
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415  # it loads slowly

    valence, energy, genre_of = columns(packaged)
    told = regression(packaged)
    assert told.overall is not None
    assert values(told.overall) == pytest.approx(of_statsmodels(valence, energy))
    assert [line.name for line in told.genres] == list(packaged.genres)
    for code, line in enumerate(told.genres):
        ours = genre_of == code
        assert values(line) == pytest.approx(of_statsmodels(valence[ours], energy[ours]))
        assert line.songs == ours.sum()
    genres = np.eye(len(packaged.genres))[genre_of]  # a height for each: "fixed effects"
    fixed = OLS(energy, np.column_stack([valence, genres])).fit()
    assert told.within is not None
    assert told.within.value == pytest.approx(fixed.params[0])


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_intervals_are_about_those_of_robust_errors(packaged: ReferenceSet) -> None:
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415  # it loads slowly

    valence, energy, genre_of = columns(packaged)
    told = regression(packaged)
    plane = np.column_stack([valence, np.ones(len(valence))])
    fit = OLS(energy, plane).fit(cov_type="HC3")
    assert told.overall is not None
    for ours, theirs in zip(
        (told.overall.slope, told.overall.intercept), fit.conf_int(), strict=True
    ):
        assert_alike(ours, *theirs)
    genres = np.eye(len(packaged.genres))[genre_of]
    within = OLS(energy, np.column_stack([valence, genres])).fit(cov_type="HC3")
    assert told.within is not None
    assert_alike(told.within, *within.conf_int()[0])


def assert_alike(ours: Interval, low: float, high: float) -> None:
    """An interval from samples strays by some hundredths of its width."""
    width = high - low
    assert ours.low == pytest.approx(low, abs=0.12 * width)
    assert ours.high == pytest.approx(high, abs=0.12 * width)


def test_intervals_are_about_those_of_a_loop_over_samples() -> None:
    songs = drawn({"a": 45, "b": 60, "few": 4})
    told = a_line(songs)
    chance, slopes, rs, inside = np.random.default_rng(77), [], [], []
    for _ in range(1500):
        again = [songs[place] for place in chance.integers(len(songs), size=len(songs))]
        valence, energy = np.array([[x, y] for x, y, _ in again]).T
        slopes.append(np.polyfit(valence, energy, 1)[0])
        rs.append(np.corrcoef(valence, energy)[0, 1])
        for genre in ("a", "b", "few"):
            ours = np.array([one[2] == genre for one in again])
            if ours.any():
                valence[ours] -= valence[ours].mean()
                energy[ours] -= energy[ours].mean()
        inside.append(np.polyfit(valence, energy, 1)[0])
    assert told.overall is not None
    assert told.within is not None
    lines = ((told.overall.slope, slopes), (told.overall.r, rs), (told.within, inside))
    for one, theirs in lines:
        assert_alike(one, *np.quantile(theirs, [0.025, 0.975]))


# --- Intervals that hold ------------------------------------------------------------------------


def test_nineteen_of_twenty_intervals_hold_the_true_slope() -> None:
    chance, sets = np.random.default_rng(11), 200
    overall = within = genres = 0
    for _ in range(sets):
        valence = chance.uniform(0.2, 0.8, 80)
        energy = 0.3 + 0.4 * valence + chance.uniform(-0.15, 0.15, 80)
        names = ["a"] * 40 + ["b", "c", "d", "e"] * 10
        told = a_line(list(zip(valence, energy, names, strict=True)))
        assert told.overall is not None
        assert told.within is not None
        overall += holds(told.overall.slope, 0.4)
        within += holds(told.within, 0.4)
        genres += holds(told.genres[0].slope, 0.4)
    for held in (overall, within, genres):
        assert 0.88 <= held / sets <= 0.99


def holds(found: Interval, truth: float) -> bool:
    return found.low <= truth <= found.high


def test_the_same_songs_give_the_same_numbers() -> None:
    songs = drawn({"a": 40, "b": 40})
    assert a_line(songs) == a_line(songs)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(TENTHS, TENTHS, st.sampled_from("ab")), min_size=FEWEST, max_size=90))
def test_a_plane_upside_down_has_the_mirrored_lines(songs: Songs) -> None:
    told = a_line(songs)
    mirrored = a_line([(valence, 1 - energy, genre) for valence, energy, genre in songs])
    assert mirrored.why == told.why
    assert mirrored.too_small == told.too_small
    for one, other in zip(every_line(told), every_line(mirrored), strict=True):
        assert (other.slope.value, other.slope.low, other.slope.high) == pytest.approx(
            (-one.slope.value, -one.slope.high, -one.slope.low), abs=1e-9
        )
        assert other.r.value == pytest.approx(-one.r.value, abs=1e-9)
        assert other.intercept.value == pytest.approx(1 - one.intercept.value, abs=1e-9)


def every_line(told: Regression) -> list[Line]:
    return [*([told.overall] if told.overall else []), *told.genres]


def test_a_sure_line_has_no_width() -> None:
    told = a_line([(n / 100, 0.2 + n / 200, "a") for n in range(60)])
    assert told.overall is not None
    for one, value in (
        (told.overall.slope, 0.5),
        (told.overall.intercept, 0.2),
        (told.overall.r, 1),
    ):
        assert (one.value, one.low, one.high) == pytest.approx((value,) * 3)
    assert told.overall.r.high <= 1


# --- Genres -------------------------------------------------------------------------------------


def simpson() -> Songs:
    """Three genres whose songs rise, each lower than the one before it: all together fall."""
    return [
        (0.1 + 0.3 * place + 0.2 * n / 50, 0.8 - 0.3 * place + 0.1 * n / 50 + 0.01 * (n % 3), genre)
        for place, genre in enumerate(("calm", "loud", "slow"))
        for n in range(50)
    ]


def test_genres_may_rise_where_all_songs_fall() -> None:
    told = a_line(simpson())
    assert told.overall is not None
    assert told.within is not None
    assert told.overall.slope.high < 0 < told.within.low
    assert told.within.value == pytest.approx(0.5, abs=0.02)
    assert told.reversed == ("calm", "loud", "slow")


def test_a_genre_is_reversed_only_when_its_whole_interval_is() -> None:
    songs = drawn({"up": 300}, slope=0.5)
    flat = [(x, 0.5 + 0.2 * (n % 2), "flat") for n, (x, _, _) in enumerate(songs[:40])]
    down = [(x, 0.9 - 0.4 * x + 0.01 * (n % 5), "down") for n, (x, _, _) in enumerate(songs[:40])]
    told = a_line(songs + flat + down)
    assert told.overall is not None
    assert told.overall.slope.low > 0
    assert told.reversed == ("down",)


def test_genres_with_too_few_songs_have_no_line_but_count_within() -> None:
    songs = drawn({"a": 30, "b": 29, "": 20, "c": 1})
    told = a_line(songs)
    assert [(line.name, line.songs) for line in told.genres] == [("a", 30)]
    assert told.too_small == ("b", "c")
    valence, energy = np.array([[x, y] for x, y, genre in songs if genre in ("a", "b")]).T
    for part in (slice(30), slice(30, None)):
        valence[part] -= valence[part].mean()
        energy[part] -= energy[part].mean()
    assert told.within is not None
    assert told.within.value == pytest.approx(np.polyfit(valence, energy, 1)[0])
    assert told.overall is not None
    assert told.overall.songs == 80


def test_a_set_of_one_genre_has_its_line_as_the_one_within() -> None:
    told = a_line(drawn({"a": 50}))
    assert told.overall is not None
    assert told.within is not None
    assert told.within.value == pytest.approx(told.overall.slope.value)
    assert values(told.genres[0]) == pytest.approx(values(told.overall))


# --- What cannot be measured ------------------------------------------------------------------


def test_without_genres_there_is_the_line_of_all_songs() -> None:
    told = a_line(drawn({"": 50}))
    assert told.overall is not None
    assert (told.within, told.genres, told.too_small) == (None, (), ())
    assert "has a genre" in told.why


@pytest.mark.parametrize("songs", [1, 2, FEWEST - 1])
def test_few_songs_make_no_line(songs: int) -> None:
    told = a_line(drawn({"a": songs}))
    assert (told.overall, told.within, told.genres, told.too_small) == (None, None, (), ("a",))
    assert f"{songs} song" in told.why


@pytest.mark.parametrize("axis", ["valence", "energy"])
def test_an_axis_of_one_value_makes_no_line(axis: str) -> None:
    other = {"valence": "energy", "energy": "valence"}[axis]
    told = regression(a_set({axis: 0.3, other: n / 50} for n in range(50)))
    assert told.overall is None
    assert f"one {axis}" in told.why


def test_one_song_off_a_single_place_makes_no_line() -> None:
    songs: Songs = [(0.3, 0.3, "a")] * 40 + [(0.4, 0.5, "a")]
    told = a_line(songs)  # a third of all samples miss it
    assert (told.overall, told.within, told.genres) == (None, None, ())
    assert "too alike" in told.why


def test_genres_of_one_place_each_have_no_line_within() -> None:
    told = a_line([(n / 10, n % 3 / 10, f"g{n}") for n in range(10) for _ in range(40)])
    assert told.overall is not None
    assert (told.within, told.genres, len(told.too_small)) == (None, (), 10)
    assert "each genre" in told.why


@settings(deadline=None, max_examples=20)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([0.0, 1e-6, 0.3, 1.0]),
            st.sampled_from([0.0, 0.7, 0.700001]),
            st.sampled_from(["", "a", "b"]),
        ),
        min_size=1,
        max_size=70,
    )
)
def test_nothing_is_ever_no_number(songs: Songs) -> None:
    told = a_line(songs)
    found = [one for line in every_line(told) for one in (line.slope, line.intercept, line.r)]
    for one in [*found, *([told.within] if told.within else [])]:
        assert all(map(math.isfinite, (one.value, one.low, one.high)))
    assert bool(told.why) == (told.overall is None or told.within is None)


# --- Samples and intervals ------------------------------------------------------------------------


@given(st.integers(1, 200), st.integers(1, 60), st.integers(0, 9))
def test_samples_are_as_many_as_asked_for_and_the_same_each_time(
    things: int, rounds: int, seed: int
) -> None:
    drawn_ = np.concatenate(list(samples(things, rounds, seed)))
    assert drawn_.shape == (rounds, things)
    assert 0 <= drawn_.min() <= drawn_.max() < things
    assert (np.concatenate(list(samples(things, rounds, seed))) == drawn_).all()


def test_large_samples_come_in_small_batches() -> None:
    batches = list(samples(300_000, 3))
    assert [batch.shape for batch in batches] == [(1, 300_000)] * 3


@pytest.mark.parametrize(
    ("value", "known", "lost", "there"),
    [(1.0, 95, 5, True), (1.0, 94, 6, False), (math.nan, 100, 0, False)],
)
def test_there_is_no_interval_where_samples_gave_nothing(
    value: float, known: int, lost: int, there: bool
) -> None:
    found = interval(value, np.array([1.0] * known + [math.nan] * lost))
    assert (found == Interval(1, 1, 1)) is there


# --- A real set -------------------------------------------------------------------------------


def test_a_set_like_the_articles_has_its_slope() -> None:
    told = regression(reference.load(real_table("tracks_125_genres.csv")))
    assert told.overall is not None
    assert holds(told.overall.slope, ARTICLE_SLOPE)
    assert 0 < len(told.reversed) < 10
