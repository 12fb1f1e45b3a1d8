"""How the axes are distributed: known answers, and the same as other hands compute."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec.errors import QueryError
from moodrec.method.axes import Distribution, distribution
from moodrec.reference import ReferenceSet
from tests.small import a_set

VALUES = st.integers(0, 1_000_000).map(lambda whole: whole / 1_000_000)


def of_valence(values: Sequence[float], bins: int = 40) -> Distribution:
    return distribution(a_set({"valence": one, "energy": 0.5} for one in values), "valence", bins)


def drawn(songs: int = 500, seed: int = 1) -> list[float]:
    """Values that lean to the left, with ties."""
    values = np.random.default_rng(seed).beta(2, 5, songs).round(3)
    return [float(one) for one in values]


# --- The same as others compute ------------------------------------------------------------


def test_moments_and_quantiles_are_those_of_other_hands() -> None:
    values = drawn()
    told, n = of_valence(values), len(values)
    mean = math.fsum(values) / n
    second, third = (math.fsum((one - mean) ** power for one in values) / n for power in (2, 3))
    assert told.mean == pytest.approx(mean)
    assert told.deviation == pytest.approx(math.sqrt(second * n / (n - 1)))
    adjusted = math.sqrt(n * (n - 1)) / (n - 2) * third / second**1.5
    assert told.skewness == pytest.approx(adjusted)
    ascending = sorted(values)
    for share, value in told.quantiles:
        place = share * (n - 1)
        low, part = int(place), place - int(place)
        between = ascending[low] + part * (ascending[min(low + 1, n - 1)] - ascending[low])
        assert value == pytest.approx(between)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_the_test_of_normality_is_that_of_statsmodels() -> None:
    from statsmodels.stats.diagnostic import lilliefors  # noqa: PLC0415  # it loads slowly
    from statsmodels.stats.stattools import omni_normtest  # noqa: PLC0415

    for seed, songs in ((1, 20), (2, 57), (3, 800)):
        values = np.array(drawn(songs, seed))
        normality = of_valence(values.tolist()).normality
        assert normality is not None
        statistic, p = omni_normtest(values)
        assert (normality.statistic, normality.p) == pytest.approx((statistic, p))
        assert normality.gap == pytest.approx(lilliefors(values)[0])
        assert normality.songs == songs


def test_the_gap_is_the_largest_by_brute_force() -> None:
    values = drawn(90)
    told = of_valence(values)
    assert told.normality is not None
    assert told.deviation is not None
    gaps = []
    for one in values:
        z = (one - told.mean) / told.deviation
        normal = (1 + math.erf(z / math.sqrt(2))) / 2
        up_to, below = (sum(test(v) for v in values) for test in (one.__ge__, one.__gt__))
        gaps += [abs(count / len(values) - normal) for count in (up_to, below)]
    assert told.normality.gap == pytest.approx(max(gaps))


# --- Bins ----------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(st.lists(VALUES, min_size=1, max_size=40), st.integers(1, 60))
def test_every_song_is_in_the_bin_whose_edges_enclose_it(values: list[float], bins: int) -> None:
    told = of_valence(values, bins)
    counts = [0] * bins
    for value in values:
        counts[min(round(value * 1_000_000) * bins // 1_000_000, bins - 1)] += 1
    assert told.counts == tuple(counts)
    assert sum(told.counts) == told.songs == len(values)
    assert len(told.edges) == bins + 1
    assert (told.edges[0], told.edges[-1]) == (0, 1)


def test_a_value_on_an_edge_is_in_the_upper_bin_and_the_last_edge_in_the_last() -> None:
    tenths = [tenth / 10 for tenth in range(11)]
    assert of_valence(tenths, 10).counts == (1,) * 9 + (2,)


# --- Known shapes --------------------------------------------------------------------------


def test_a_mirrored_sample_leans_nowhere_and_its_mirror_image_the_other_way() -> None:
    values = drawn()
    told, mirrored = of_valence(values), of_valence([1 - one for one in values])
    assert told.skewness is not None
    assert mirrored.skewness == pytest.approx(-told.skewness)
    assert told.skewness > 0.4
    both = of_valence([*values, *(1 - one for one in values)])
    assert both.skewness == pytest.approx(0, abs=1e-9)


def test_a_normal_sample_passes_about_as_often_as_its_level_says() -> None:
    chance, passed = np.random.default_rng(5), 0
    for _ in range(100):
        told = of_valence(chance.normal(0.5, 0.1, 60).clip(0, 1).tolist())
        assert told.normality is not None
        passed += told.normality.p > 0.05
    assert 88 <= passed <= 99


def test_an_even_sample_is_no_normal_one() -> None:
    told = of_valence([(n + 0.5) / 500 for n in range(500)])
    assert told.normality is not None
    assert told.normality.p < 1e-6
    assert told.normality.gap == pytest.approx(0.0577, abs=0.002)  # 0.5 - Φ(-√3), nearly


# --- What cannot be measured ------------------------------------------------------------------


def test_one_song_has_a_place_and_no_spread() -> None:
    told = of_valence([0.25])
    assert (told.mean, told.quantiles[2]) == (0.25, (0.5, 0.25))
    assert (told.deviation, told.skewness, told.normality) == (None, None, None)
    assert "one song" in told.why


def test_two_songs_have_a_deviation_and_no_skewness() -> None:
    told = of_valence([0.25, 0.75])
    assert told.deviation == pytest.approx(math.sqrt(0.125))
    assert (told.skewness, told.normality) == (None, None)
    assert "needs 20" in told.why


def test_fewer_than_twenty_songs_are_not_tested() -> None:
    assert of_valence(drawn(19)).normality is None
    assert of_valence(drawn(19)).skewness is not None
    assert of_valence(drawn(20)).normality is not None
    assert not of_valence(drawn(20)).why


def test_an_axis_of_one_value_has_no_shape() -> None:
    told = distribution(a_set({"valence": n / 50, "energy": 0.1} for n in range(50)), "energy")
    assert (told.mean, told.deviation) == (0.1, 0.0)
    assert (told.skewness, told.normality) == (None, None)
    assert "one energy" in told.why


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from([0.0, 1e-6, 0.3, 0.300001, 1.0]), min_size=1, max_size=30))
def test_nothing_is_ever_no_number(values: list[float]) -> None:
    told = of_valence(values)
    numbers = [told.mean, told.deviation, told.skewness, *(value for _, value in told.quantiles)]
    if told.normality:
        numbers += [told.normality.statistic, told.normality.p, told.normality.gap]
    assert all(math.isfinite(one) for one in numbers if one is not None)
    assert bool(told.why) == (None in (told.deviation, told.skewness, told.normality))


@pytest.mark.parametrize(("axis", "bins"), [("tempo", 40), ("", 40), ("valence", 0)])
def test_another_axis_or_no_bin_is_refused(axis: str, bins: int, packaged: ReferenceSet) -> None:
    with pytest.raises(QueryError):
        distribution(packaged, axis, bins)


def test_the_packaged_songs_are_all_counted(packaged: ReferenceSet) -> None:
    for axis in ("valence", "energy"):
        told = distribution(packaged, axis)
        assert sum(told.counts) == told.songs == len(packaged)
        assert [value for _, value in told.quantiles] == sorted(v for _, v in told.quantiles)
        assert not told.why
