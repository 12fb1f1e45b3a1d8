"""What the page Method says of its numbers."""

import pytest

from moodrec.method import sentences
from moodrec.method.axes import Distribution, Normality, distribution
from moodrec.method.intervals import Interval
from moodrec.method.overlap import Overlap
from moodrec.method.regression import Line, Regression
from moodrec.method.spread import Spread, doubt
from tests.small import a_set


def around(value: float, by: float = 0.05) -> Interval:
    return Interval(value, value - by, value + by)


def a_regression(overall: Interval, within: Interval | None, *reversed_: str) -> Regression:
    line = Line("all songs", 1200, overall, around(0.5), around(0.2))
    return Regression(line, within, (line,) * 3 if within else (), reversed_, ())


def a_distribution(skewness: float, p: float) -> Distribution:
    quantiles = ((0.05, 0.1), (0.25, 0.3), (0.5, 0.5), (0.75, 0.7), (0.95, 0.9))
    test = Normality("D'Agostino-Pearson K²", 9.0, p, 1200, 0.07)
    return Distribution("energy", 1200, (0, 1), (1200,), quantiles, 0.5, 0.2, skewness, test)


@pytest.mark.parametrize(
    ("skewness", "told"),
    [(0.02, "as good as symmetric (skewness 0.02)"),
     (-0.7, "on the high side, with a tail towards the low one"),
     (0.7, "on the low side, with a tail towards the high one")],
)  # fmt: skip
def test_which_way_an_axis_leans(skewness: float, told: str) -> None:
    assert told in sentences.distribution(a_distribution(skewness, 0.5))


@pytest.mark.parametrize(
    ("p", "told"),
    [(0.0, "are no sample of a normal distribution (p < 0.001, n = 1,200)"),
     (0.04, "are no sample of a normal distribution (p = 0.040, n = 1,200)"),
     (0.4, "may be normal (p = 0.400, n = 1,200)")],
)  # fmt: skip
def test_what_the_test_of_normality_says_and_how_much_that_is(p: float, told: str) -> None:
    said = sentences.distribution(a_distribution(0.5, p))
    assert told in said
    assert "up to 7 points of a hundred" in said


def test_an_axis_without_spread_says_why() -> None:
    told = distribution(a_set([{"valence": 0.3, "energy": 0.4}]), "energy")
    assert told.why in sentences.distribution(told)


@pytest.mark.parametrize(
    ("overall", "within", "told"),
    [(around(0.2), around(0.22), "cannot be told from the slope over all songs"),
     (around(0.1), around(0.3), "steeper than over all songs"),
     (around(0.3), around(0.1), "flatter than over all songs"),
     (around(0.3), around(-0.3), "that is Simpson's paradox"),
     (around(-0.3), around(0.3), "that is Simpson's paradox"),
     (around(0.3), around(-0.02), "cannot be told: one of the two"),
     (around(0.02), around(-0.3), "cannot be told: one of the two"),
     (around(0.6), around(0.07, 0.2), "cannot be told: one of the two")],
)  # fmt: skip
def test_what_genres_have_to_do_with_it(overall: Interval, within: Interval, told: str) -> None:
    said = " ".join(sentences.regression(a_regression(overall, within)))
    assert told in said
    assert ("that is Simpson's paradox" in said) == told.startswith("that is Simpson")


@pytest.mark.parametrize(
    ("reversed_", "told"),
    [((), "none leans the other way, as far as an interval can tell."),
     (("metal",), "1 leans the other way, as far as an interval can tell: metal."),
     (tuple("abcdefghij"), "10 lean the other way, as far as an interval can tell: a, b,")],
)  # fmt: skip
def test_genres_that_lean_the_other_way_are_named(reversed_: tuple[str, ...], told: str) -> None:
    said = " ".join(sentences.regression(a_regression(around(0.2), around(0.2), *reversed_)))
    assert told in said
    assert ("f, g, h and 2 more." in said) == (len(reversed_) > 8)


def test_the_article_and_the_listeners_stand_beside_the_line() -> None:
    first, *_, last = sentences.regression(a_regression(around(0.2), None))
    assert "the slope is 0.20 (0.15 to 0.25)" in first
    assert "The article found a slope of 0.25 on 12,000 tracks." in first
    assert "r is 0.25, over 18,551 tracks" in last


def test_without_a_line_it_says_why() -> None:
    told = Regression(None, None, (), (), (), "One song makes no line.")
    assert sentences.regression(told) == ("One song makes no line.",)


def test_how_much_two_metrics_share() -> None:
    told = sentences.overlap(Overlap(("euclidean", "rank"), 5, 1000, 0.787, 0.006))
    assert "79 % of their songs" in told
    assert "±\N{NO-BREAK SPACE}0.6, over 1,000 songs" in told
    assert sentences.overlap(Overlap(("a", "b"), 50, 0, None, None, "Too small.")).endswith(
        "Too small."
    )


def test_how_sure_a_point_is_and_how_far_the_blob_reaches() -> None:
    told = Spread(175, 356, around(0.06), around(0.01), around(0.07), copied=385)
    here, copies, elsewhere = sentences.spread(told)
    assert "In this set 175 recordings are there" in here
    assert "385 more recordings" in copies
    assert "0.02 to 0.04 apart" in elsewhere
    assert doubt(told) == (0.06, 0.04)
    nothing = Spread(0, 0, None, None, None, "No recording has two releases.")
    assert sentences.spread(nothing)[0] == "No recording has two releases."
    assert doubt(nothing) == (0.04, 0.04)
