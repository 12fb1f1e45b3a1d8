"""Agreement with human ears: known answers, independent calculations, and what changes nothing."""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from moodrec.errors import ListError
from moodrec.judgements import Axis, Higher, Judgement, Rating
from moodrec.judging import accuracy, correlation, ranks, samples, table
from moodrec.judging.agreement import EXAMPLES, IN_USE, MOST_SOURCES, OnAxis, Validation, validate
from moodrec.judging.crowd import scores_of, votes_of
from moodrec.judging.known import points_of
from moodrec.judging.reading import Opinions
from moodrec.lookup import Lookup
from moodrec.method.intervals import ROUNDS, Interval
from moodrec.model import AudioFeatures, MoodPoint
from moodrec.reference import ReferenceSet
from moodrec.sources import Registry
from moodrec.store import FeatureStore
from tests.conftest import KNOWN, OTHER, UNKNOWN, an_id
from tests.small import a_set

TURNED: dict[Higher, Higher] = {"a": "b", "b": "a", "ab": "ab"}
Told = Mapping[str, Mapping[str, MoodPoint]]


def opinions(
    judgements: Sequence[Judgement] = (), ratings: Sequence[Rating] = (), rows: int = 99
) -> Opinions:
    kind = "ratings" if ratings else "pairs"
    return Opinions("mine.csv", kind, rows, tuple(judgements), tuple(ratings))  # type: ignore[arg-type]


def values_of(valence: Sequence[float], source: str = "set") -> dict[str, dict[str, MoodPoint]]:
    """The tracks 0, 1, ... with these valences, and an energy that runs the other way."""
    return {
        an_id(number): {source: MoodPoint(value, 1 - value)} for number, value in enumerate(valence)
    }


def judgement(a: int, b: int, higher: Higher, rater: str = "", axis: Axis = "valence") -> Judgement:
    return Judgement(an_id(a), an_id(b), axis, higher, rater)


def rating(track: int, value: float, rater: str = "", axis: Axis = "valence") -> Rating:
    return Rating(an_id(track), axis, value, rater)


def only(found: Validation) -> OnAxis:
    (one,) = found.axes
    return one


def sure(value: Interval | None) -> Interval:
    assert value is not None
    return value


def test_accuracy_is_the_share_of_judgements_that_values_follow() -> None:
    told = [
        judgement(0, 1, "b"),  # right
        judgement(1, 0, "a", "p"),  # right
        judgement(0, 2, "a"),  # wrong
        judgement(3, 2, "b"),  # equal values: one half
        judgement(0, 3, "ab"),  # a tie says nothing
        judgement(0, 9, "a"),  # unknown
    ]
    found = validate(opinions(told), values_of([0.1, 0.5, 0.7, 0.7]))
    one = only(found)
    assert sure(one.in_use.value).value == (1 + 1 + 0 + 0.5) / 4
    assert (one.in_use.judgements, one.in_use.pairs, one.in_use.tracks) == (4, 3, 4)
    assert (one.judgements, one.pairs, one.tracks) == (5, 4, 5)
    assert (found.counts.ties, found.counts.tracks, found.counts.unknown) == (1, 5, 1)
    assert found.unknown == (an_id(9),)


def crowd_of_pairs(
    noise: float, *, pairs: int = 300, raters: int = 5, seed: int = 3
) -> tuple[list[Judgement], dict[str, dict[str, MoodPoint]]]:
    """People who answer wrongly with the probability `noise`, each judgement for itself."""
    draw = np.random.default_rng(seed)
    values = draw.permutation(np.linspace(0, 1, 40))
    told = []
    for _ in range(pairs):
        a, b = map(int, draw.choice(40, 2, replace=False))
        for rater in range(raters):
            right = (values[a] > values[b]) == (draw.random() >= noise)
            told.append(judgement(a, b, "a" if right else "b", f"p{rater}"))
    return told, values_of(values.tolist())


@pytest.mark.parametrize("noise", [0.1, 0.3, 0.5])
def test_a_crowd_of_known_noise_gives_the_expected_accuracy_and_ceiling(noise: float) -> None:
    told, values = crowd_of_pairs(noise)
    one = only(validate(opinions(told), values))
    found, people = sure(one.in_use.value), sure(one.people.value)
    assert found.low < 1 - noise < found.high
    assert 0 < found.high - found.low < 0.1
    assert people.low < noise**2 + (1 - noise) ** 2 < people.high  # both are right, or wrong


@pytest.mark.parametrize("raters", [2, 3, 5, 9, 25])
def test_the_ceiling_of_pairs_is_what_one_more_person_reaches(raters: int) -> None:
    told, values = crowd_of_pairs(0.25, raters=raters)
    votes = votes_of(told).by_pair
    valence = {track: point["set"].valence for track, point in values.items()}
    judged = np.array([len(one) for one in votes.values()])
    right = np.array([sum((vote > 0) == (valence[a] > valence[b]) for _, vote in told_of)
                      for (a, b), told_of in votes.items()])  # fmt: skip
    people_more = np.random.default_rng(raters).random((200, len(votes))) < 0.75
    one_more = float(np.where(people_more, right, judged - right).sum() / judged.sum() / 200)
    people = sure(accuracy.between_people(votes).value)
    assert people.low < one_more < people.high
    assert people.value == pytest.approx(0.75**2 + 0.25**2, abs=0.04)


def test_values_that_the_crowd_was_made_of_beat_values_of_chance() -> None:
    told, values = crowd_of_pairs(0.1)
    draw = np.random.default_rng(0)
    chance = [
        sure(only(validate(opinions(told), values_of(draw.random(40).tolist()))).in_use.value).value
        for _ in range(20)
    ]
    good = sure(only(validate(opinions(told), values)).in_use.value)
    assert good.low > 0.85
    assert np.mean(chance) == pytest.approx(0.5, abs=0.05)


def test_accuracy_and_its_interval_are_those_of_pandas_and_a_plain_bootstrap() -> None:
    told, values = crowd_of_pairs(0.25, pairs=60)
    table = pd.DataFrame([asdict(one) for one in told])
    valence = {track: point["set"].valence for track, point in values.items()}
    table["right"] = (table["a"].map(valence) > table["b"].map(valence)) == (table["higher"] == "a")
    table["pair"] = [" ".join(sorted(both)) for both in zip(table["a"], table["b"], strict=True)]
    found = sure(only(validate(opinions(told), values)).in_use.value)
    votes = table.groupby(["pair", "rater"])[["right"]].mean()
    assert found.value == pytest.approx(votes["right"].mean())
    by_pair = votes.groupby("pair")["right"].agg(["sum", "count"])
    draw = np.random.default_rng(11)
    shares: list[float] = [
        (some := by_pair.iloc[draw.integers(len(by_pair), size=len(by_pair))])["sum"].sum()
        / some["count"].sum()
        for _ in range(1_500)
    ]
    low, high = np.quantile(shares, (0.025, 0.975))
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.012)


def slow_ceiling(told: Sequence[Judgement]) -> tuple[float, int]:
    """The mean over judgements of the share of others on that pair who say the same."""
    shares = []
    for one in told:
        others = Counter(
            two.higher if two.a == one.a else TURNED[two.higher]
            for two in told
            if {two.a, two.b} == {one.a, one.b} and two.rater != one.rater
        )
        if others:
            shares.append(others[one.higher] / others.total())
    return sum(shares) / len(shares), len(shares)


@given(st.integers(0, 999))
@settings(max_examples=30, deadline=None)
def test_the_ceiling_of_pairs_is_that_of_plain_loops(seed: int) -> None:
    draw = np.random.default_rng(seed)
    told = [
        judgement(a, b, ("a", "b")[draw.integers(2)], f"p{rater}")
        for a, b in [(0, 1), (2, 1), (3, 4), (5, 2)]
        for rater in draw.choice(6, draw.integers(2, 6), replace=False)
    ]
    found = accuracy.between_people(votes_of(told).by_pair)
    assert (sure(found.value).value, found.judgements) == pytest.approx(slow_ceiling(told))
    assert found.how == "one person with each other single person on the same pair"


def test_two_people_are_compared_with_each_other() -> None:
    told = [
        *(judgement(a, a + 1, "a", "p") for a in range(4)),
        *(judgement(a, a + 1, "a" if a else "b", "q") for a in range(4)),
        judgement(8, 9, "a", "p"),
    ]
    found = only(validate(opinions(told), {})).people
    assert sure(found.value).value == 3 / 4
    assert (found.items, found.judgements) == (4, 8)


def test_where_all_agree_the_end_of_the_interval_is_the_exact_one() -> None:
    told = [judgement(0, one, "b") for one in range(1, 8)]
    right = sure(only(validate(opinions(told), values_of([0.1] + [0.5] * 7))).in_use.value)
    wrong = sure(only(validate(opinions(told), values_of([0.9] + [0.5] * 7))).in_use.value)
    exact = stats.binomtest(7, 7).proportion_ci(method="exact")
    assert (right.value, right.high) == (1, 1)
    assert right.low == pytest.approx(exact.low)
    assert (wrong.value, wrong.low) == (0, 0)
    assert wrong.high == pytest.approx(1 - exact.low)


@pytest.mark.parametrize(
    ("told", "valence", "why"),
    [
        ([(0, 8), (0, 9)], [0.1], "no pair of known tracks"),
        ([(0, 1), (1, 0)], [0.1, 0.2], "one pair of known tracks alone"),
        ([(0, 1), (2, 1)], [0.5] * 3, "the values of each pair are equal"),
    ],
)
def test_accuracy_that_is_undefined_says_why(
    told: Sequence[tuple[int, int]], valence: Sequence[float], why: str
) -> None:
    made = [judgement(a, b, "a") for a, b in told]
    found = only(validate(opinions(made), values_of(valence))).in_use
    assert (found.value, found.why) == (None, why)


@pytest.mark.parametrize(
    ("raters", "why"),
    [
        (["", "", ""], "the file does not name who judged"),
        (["p", "p", "p"], "no pair was judged by two people"),
        (["p", "q", "p"], "one pair alone was judged by several people"),
    ],
)
def test_a_ceiling_of_pairs_that_is_undefined_says_why(raters: Sequence[str], why: str) -> None:
    pairs = [(0, 1), (0, 1), (2, 3)]
    told = [judgement(*pair, "a", rater) for pair, rater in zip(pairs, raters, strict=True)]
    found = only(validate(opinions(told), {})).people
    assert (found.value, found.why) == (None, why)


def test_ties_alone_leave_nothing_to_measure() -> None:
    found = validate(opinions([judgement(0, 1, "ab"), judgement(1, 2, "ab")]), values_of([0.1] * 3))
    one = only(found)
    assert (one.judgements, one.pairs, found.counts.ties) == (0, 0, 2)
    assert (one.in_use.value, one.people.value) == (None, None)
    assert (one.in_use.why, one.people.why) == ("all answers are ties",) * 2
    assert one.sources == ()


def test_what_one_person_says_twice_or_against_themselves_is_counted() -> None:
    told = [
        judgement(0, 1, "a", "p"),
        judgement(1, 0, "b", "p"),  # the same again
        judgement(0, 1, "b", "p"),  # and the other way
        judgement(0, 1, "b", "q"),
        judgement(0, 1, "b", ""),
        judgement(0, 1, "b", ""),  # perhaps somebody else
        judgement(0, 1, "a", "p", "energy"),  # another question
    ]
    counts = validate(opinions(told), {}).counts
    assert (counts.duplicates, counts.both_ways, counts.cycles) == (1, 1, 0)
    votes = votes_of(told[:6])
    assert sorted(votes.by_pair[an_id(0), an_id(1)]) == [
        ("", -1), ("", -1), ("p", 1 / 3), ("q", -1),
    ]  # fmt: skip


def slow_cycles(told: Sequence[Judgement]) -> int:
    """The triples of tracks that one rater put in a circle, tried one by one."""
    above = {(one.rater, one.a, one.b) for one in told if one.higher == "a"}
    above |= {(one.rater, one.b, one.a) for one in told if one.higher == "b"}
    above = {(who, a, b) for who, a, b in above if (who, b, a) not in above}
    tracks = sorted({track for _, *both in above for track in both})
    return sum(
        {(who, a, b), (who, b, c), (who, c, a)} <= above
        for who in {one.rater for one in told}
        for a, b, c in itertools.permutations(tracks, 3)
        if a == min(a, b, c)
    )


PAIRS = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda both: both[0] != both[1])
JUDGEMENTS = st.lists(
    st.builds(
        lambda both, higher, rater: judgement(both[0], both[1], higher, rater),
        PAIRS,
        st.sampled_from(["a", "b", "ab"]),
        st.sampled_from(["p", "q", "r"]),
    ),
    min_size=2,
    max_size=40,
)
FIVE = values_of([0.1, 0.4, 0.4, 0.6, 0.9])  # the sixth track is unknown


@given(JUDGEMENTS)
@settings(max_examples=60, deadline=None)
def test_circles_are_those_found_one_by_one(told: list[Judgement]) -> None:
    once = {(one.rater, frozenset((one.a, one.b))): one for one in told}
    distinct = list(once.values())
    assert votes_of(distinct).cycles == slow_cycles(distinct)


def test_a_circle_of_three_by_two_people_is_none() -> None:
    told = [judgement(0, 1, "a", "p"), judgement(1, 2, "a", "p"), judgement(2, 0, "a", "q")]
    assert votes_of(told).cycles == 0
    assert votes_of([replace(one, rater="p") for one in told]).cycles == 1


def numbers(found: Validation) -> object:
    return found.axes, found.counts


@given(JUDGEMENTS, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_turned_pairs_other_names_and_another_order_change_nothing(
    told: list[Judgement], chance: object
) -> None:
    before = numbers(validate(opinions(told), FIVE))
    turned = [Judgement(one.b, one.a, one.axis, TURNED[one.higher], one.rater) for one in told]
    assert numbers(validate(opinions(turned), FIVE)) == before
    names = {"p": "zoe", "q": "adam", "r": "p"}
    renamed = [replace(one, rater=names[one.rater]) for one in told]
    assert numbers(validate(opinions(renamed), FIVE)) == before
    assert numbers(validate(opinions(told[::-1]), FIVE)) == before


@given(JUDGEMENTS)
@settings(max_examples=25, deadline=None)
def test_the_opposite_answers_mirror_the_accuracy(told: list[Judgement]) -> None:
    one = only(validate(opinions(told), FIVE)).in_use
    other = [replace(each, higher=TURNED[each.higher]) for each in told]
    two = only(validate(opinions(other), FIVE)).in_use
    if one.value is None:
        assert two.value is None
    else:
        assert sure(two.value).value == pytest.approx(1 - one.value.value)
        assert 0 <= one.value.low <= one.value.value <= one.value.high <= 1


def crowd_of_ratings(
    noise: float, *, tracks: int = 120, raters: int = 6, seed: int = 5
) -> tuple[list[Rating], dict[str, dict[str, MoodPoint]]]:
    """People who rate each track with an error of their own of deviation `noise`."""
    draw = np.random.default_rng(seed)
    truth = draw.random(tracks)
    told = [
        rating(track, float(truth[track] + draw.normal(0, noise)), f"p{rater}")
        for track in range(tracks)
        for rater in range(raters)
    ]
    return told, values_of(truth.tolist())


def test_rho_is_that_of_scipy_and_pandas_and_its_interval_that_of_a_plain_bootstrap() -> None:
    told, values = crowd_of_ratings(0.4)
    valence = pd.Series({track: point["set"].valence for track, point in values.items()})
    table = pd.DataFrame([asdict(one) for one in told])
    means = table.groupby("track_id")["value"].mean()
    one = only(validate(opinions(ratings=told), values))
    found = sure(one.in_use.value)
    assert found.value == pytest.approx(stats.spearmanr(means, valence[means.index]).statistic)
    assert found.value == pytest.approx(means.corr(valence, method="spearman"))
    draw = np.random.default_rng(11)
    both = pd.DataFrame({"mean": means, "valence": valence})
    rhos = [
        (some := both.iloc[draw.integers(120, size=120)])["mean"].corr(
            some["valence"], method="spearman"
        )
        for _ in range(800)
    ]
    low, high = np.quantile(rhos, (0.025, 0.975))
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.02)
    assert (one.in_use.judgements, one.in_use.tracks, one.in_use.pairs) == (720, 120, 0)


@pytest.mark.parametrize("noise", [0.2, 0.6])
def test_the_ceiling_of_ratings_is_what_another_such_crowd_reaches(noise: float) -> None:
    told, values = crowd_of_ratings(noise, tracks=400)
    truth = np.array([point["set"].valence for point in values.values()])
    draw = np.random.default_rng(8)
    another = truth + draw.normal(0, noise / np.sqrt(6), 400)
    means = scores_of(told).means
    reached = stats.spearmanr([means[track] for track in values], another).statistic
    people = sure(only(validate(opinions(ratings=told), values)).people.value)
    assert people.low - 0.02 < reached < people.high + 0.02
    assert people.value == pytest.approx(reached, abs=0.05)


def test_the_ceiling_of_two_people_is_their_rho_stepped_up() -> None:
    draw = np.random.default_rng(2)
    first = draw.normal(size=30)
    second = first + draw.normal(size=30)
    told = [
        rating(track, value, rater)
        for rater, values in (("p", first), ("q", second))
        for track, value in enumerate(values.tolist())
    ]
    found = correlation.between_people(scores_of(told).by_track)
    halves = []
    for mixing in range(60):
        turned = np.random.default_rng(mixing).random(30) < 0.5
        one, two = np.where(turned, first, second), np.where(turned, second, first)
        halves.append(stats.spearmanr(one, two).statistic)
    rho = float(np.mean(halves))
    assert sure(found.value).value == pytest.approx(2 * rho / (1 + rho), abs=0.04)
    assert (found.judgements, found.items) == (60, 30)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=5, max_size=30))
@settings(max_examples=40, deadline=None)
def test_rho_of_a_weighted_sample_is_that_of_the_sample_written_out(
    both: list[tuple[int, int]],
) -> None:
    first, second = (np.array(one, dtype=float) for one in zip(*both, strict=True))
    weights = next(samples.samples(len(both)))[:20]
    found = ranks.rhos(ranks.Ranking(first), ranks.Ranking(second), weights.T)
    for rho, weight in zip(found, weights.astype(int), strict=True):
        x, y = np.repeat(first, weight), np.repeat(second, weight)
        if len(set(x)) == 1 or len(set(y)) == 1:
            assert np.isnan(rho)
        else:
            assert rho == pytest.approx(stats.spearmanr(x, y).statistic)


RATED = st.lists(
    st.tuples(st.integers(0, 9), st.integers(-5, 5), st.sampled_from("pqr")),
    min_size=2,
    max_size=60,
    unique_by=lambda one: (one[0], one[2]),
)
TEN = values_of([0.1, 0.4, 0.4, 0.6, 0.9, 0.2, 0.3, 0.8, 0.7])  # the tenth is unknown


@pytest.mark.parametrize(
    "change",
    [lambda value: value**3, np.exp, lambda value: 4 * value - 100],
    ids=["cubed", "exponential", "another scale"],
)
@given(told=RATED)
@settings(max_examples=15, deadline=None)
def test_another_scale_changes_nothing_where_each_track_is_rated_once(
    change: Callable[[float], float], told: list[tuple[int, int, str]]
) -> None:
    once = {track: rating(track, value) for track, value, _ in told}
    assume(len(once) > 1)
    changed = [replace(one, value=float(change(one.value))) for one in once.values()]
    before = validate(opinions(ratings=list(once.values())), TEN).axes
    assert validate(opinions(ratings=changed), TEN).axes == before


@given(RATED)
@settings(max_examples=25, deadline=None)
def test_other_names_another_order_and_another_unit_change_no_number_of_ratings(
    told: list[tuple[int, int, str]],
) -> None:
    made = [rating(*one) for one in told]
    before = numbers(validate(opinions(ratings=made), TEN))
    names = {"p": "zoe", "q": "adam", "r": "p"}
    renamed = [replace(one, rater=names[one.rater]) for one in made]
    assert numbers(validate(opinions(ratings=renamed), TEN)) == before
    assert numbers(validate(opinions(ratings=made[::-1]), TEN)) == before
    doubled = [replace(one, value=one.value * 2) for one in made]
    assert numbers(validate(opinions(ratings=doubled), TEN)) == before


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ([(track, track) for track in range(4)], "fewer than 5 known tracks"),
        ([(track, 3) for track in range(9)], "all tracks are rated the same"),
        ([(1, 5), (2, 7)] + [(track, 1) for track in range(9, 20)], "fewer than 5 known tracks"),
    ],
)
def test_rho_that_is_undefined_says_why(told: Sequence[tuple[int, int]], why: str) -> None:
    made = [rating(track, value) for track, value in told]
    found = only(validate(opinions(ratings=made), TEN)).in_use
    assert (found.value, found.why) == (None, why)


def test_constant_values_have_no_rho() -> None:
    made = [rating(track, track) for track in range(9)]
    found = only(validate(opinions(ratings=made), values_of([0.5] * 9))).in_use
    assert (found.value, found.why) == (None, "all values are the same")


@pytest.mark.parametrize(
    ("raters", "values", "why"),
    [
        ("", range(9), "the file does not name who rated"),
        ("p", range(9), "one person alone rated"),
        ("pq", range(4), "fewer than 5 tracks were rated by two people"),
        ("pq", [3] * 9, "half of the crowd rates all tracks the same"),
    ],
)
def test_a_ceiling_of_ratings_that_is_undefined_says_why(
    raters: str, values: Sequence[int], why: str
) -> None:
    made = [
        rating(track, value, rater)
        for track, value in enumerate(values)
        for rater in raters or [""]
    ]
    found = only(validate(opinions(ratings=made), TEN)).people
    assert (found.value, found.why) == (None, why)


def test_people_who_disagree_have_a_ceiling_below_zero_that_stays_bounded() -> None:
    made = [rating(track, value, who) for track in range(20)
            for who, value in (("p", track), ("q", -track))]  # fmt: skip
    found = sure(only(validate(opinions(ratings=made), TEN)).people.value)
    assert -1 <= found.low <= found.value <= found.high <= 1


def test_one_person_rating_a_track_twice_counts_once_with_the_mean() -> None:
    told = [
        rating(0, 1, "p"), rating(0, 3, "p"), rating(0, 3, "p"), rating(0, 8, "q"),
        rating(0, 1), rating(0, 1), rating(1, 4, "p"),
    ]  # fmt: skip
    scores = scores_of(told)
    assert scores.by_track[an_id(0)] == [("p", 2), ("q", 8), ("", 1), ("", 1)]
    assert scores.means == {an_id(0): 3, an_id(1): 4}
    assert (scores.duplicates, scores.several) == (1, 1)


def test_each_source_is_measured_on_what_it_knows_and_the_first_is_in_use() -> None:
    told = [judgement(a, b, "b") for a, b in itertools.combinations(range(6), 2)]
    rising = [number / 10 for number in range(6)]
    good, bad = values_of(rising, "good"), values_of([1 - one for one in rising], "bad")
    values: dict[str, dict[str, MoodPoint]] = {
        track: {**good[track], **bad[track]} if place < 4 else {**bad[track]}
        for place, track in enumerate(good)
    }
    one = only(validate(opinions(told), values))
    by_source = {each.source: each for each in one.sources}
    assert [each.source for each in one.sources] == ["bad", "good"]
    assert sure(by_source["good"].value).value == 1
    assert sure(by_source["bad"].value).value == 0
    assert (by_source["good"].pairs, by_source["bad"].pairs) == (6, 15)
    assert one.in_use.source == IN_USE
    # 0.0 to 0.3 by the good one, then 0.6 and 0.5 by the bad one.
    assert sure(one.in_use.value).value == 14 / 15


def test_no_more_sources_are_measured_than_a_table_holds() -> None:
    told = [judgement(0, 1, "b"), judgement(1, 2, "b")]
    places = {f"s{number}": MoodPoint(0.5, 0.5) for number in range(MOST_SOURCES + 5)}
    one = only(validate(opinions(told), {an_id(track): places for track in range(3)}))
    assert len(one.sources) == MOST_SOURCES


def test_axes_are_measured_apart_and_a_few_unknown_tracks_are_named() -> None:
    told = [judgement(a, a + 1, "b", axis=axis) for a in range(3) for axis in ("valence", "energy")]
    told += [judgement(number, number + 1, "a") for number in range(20, 30)]
    found = validate(opinions(told), values_of([0.1, 0.2, 0.3, 0.4]))
    assert [(one.axis, sure(one.in_use.value).value) for one in found.axes] == [
        ("valence", 1), ("energy", 0),
    ]  # fmt: skip
    assert found.counts.unknown == 11
    assert found.unknown == tuple(an_id(20 + number) for number in range(EXAMPLES))


def test_a_single_row_is_too_little() -> None:
    with pytest.raises(ListError, match="holds a single judgement"):
        validate(opinions([judgement(0, 1, "a")], rows=1), {})


def test_a_validation_is_plain_json_without_nan() -> None:
    told, values = crowd_of_ratings(0.4, tracks=9)
    found = validate(opinions(ratings=told), values)
    assert json.loads(json.dumps(asdict(found), allow_nan=False))["axes"][0]["kind"] == "ratings"


@pytest.mark.parametrize("tracks", [5, 10, 19, 40])
def test_tracks_in_perfect_order_leave_room_for_doubt_the_more_the_fewer(tracks: int) -> None:
    made = [rating(track, track) for track in range(tracks)]
    rising = np.linspace(0.1, 0.9, tracks).tolist()
    up = sure(only(validate(opinions(ratings=made), values_of(rising))).in_use.value)
    down = sure(only(validate(opinions(ratings=made), values_of(rising[::-1]))).in_use.value)
    assert [up.value, up.high] == pytest.approx([1, 1])
    assert up.low < {5: 0, 10: 0.95, 19: 0.996, 40: 0.9999}[tracks]
    assert [down.low, down.high] == pytest.approx([-1, -up.low])


@given(st.floats(-1, 1), st.integers(5, 19))
def test_the_interval_of_few_tracks_is_that_of_fishers_z(rho: float, tracks: int) -> None:
    found = correlation.few_tracks(rho, tracks)
    assert -1 <= found.low <= rho <= found.high <= 1
    assert found.high - found.low > 0.001
    if abs(rho) < 0.9:
        deviation = np.sqrt((1 + rho**2 / 2) / (tracks - 3))
        ends = stats.norm.interval(0.95, np.arctanh(rho), deviation)
        assert (found.low, found.high) == pytest.approx(tuple(np.tanh(ends)))


def test_the_interval_of_few_tracks_holds_the_rho_of_what_they_are_drawn_from() -> None:
    draw = np.random.default_rng(1)
    held = 0
    for _ in range(300):
        both = draw.multivariate_normal([0, 0], [[1, 0.8], [0.8, 1]], size=8)
        found = correlation.few_tracks(float(stats.spearmanr(both).statistic), 8)
        held += found.low <= 6 / np.pi * np.arcsin(0.4) <= found.high
    assert 0.92 < held / 300 < 0.99


def test_tracks_that_are_nearly_all_alike_have_no_rho() -> None:
    made = [rating(track, track == 7) for track in range(40)]
    values = values_of(np.linspace(0.1, 0.9, 40).tolist())
    found = only(validate(opinions(ratings=made), values)).in_use
    assert (found.value, found.why) == (None, "nearly all tracks are alike")


def test_other_sources_change_no_number_of_a_source() -> None:
    rated, values = crowd_of_ratings(0.3, tracks=60)
    judged, _ = crowd_of_pairs(0.3, pairs=60)
    more = {track: {**told, "more": MoodPoint(0.5, number / 60)} if number % 3 else told
            for number, (track, told) in enumerate(values.items())}  # fmt: skip
    for told in (opinions(judged), opinions(ratings=rated)):
        alone, beside = (only(validate(told, one)).sources for one in (values, more))
        assert beside[0] == alone[0]


def test_pairs_that_are_all_as_even_have_an_interval_with_width() -> None:
    told = [judgement(0, one, higher) for one in (1, 2, 3) for higher in ("a", "b")]
    found = sure(only(validate(opinions(told), values_of([0.1, 0.2, 0.3, 0.4]))).in_use.value)
    assert found.low < 0.1
    assert found.high > 0.9
    assert found.value == 0.5


@given(st.integers(2, 40), st.data())
def test_the_exact_interval_is_that_of_scipy(tries: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, tries))
    found = samples.exact(hits / tries, tries)
    known = stats.binomtest(hits, tries).proportion_ci(method="exact")
    assert [found.low, found.high] == pytest.approx([known.low, known.high])


def test_a_source_that_knows_few_of_many_pairs_has_a_wide_interval() -> None:
    told, values = crowd_of_pairs(0.1, pairs=300)
    few = {an_id(number): {"few": MoodPoint(number / 3, 0.5)} for number in range(3)}
    told += [judgement(0, 1, "b", "x"), judgement(1, 2, "b", "x"), judgement(0, 2, "b", "x")]
    both = {track: {**of, **few.get(track, {})} for track, of in values.items()}
    found = {one.source: one for one in only(validate(opinions(told), both)).sources}["few"]
    assert found.pairs == 3
    assert sure(found.value).high - sure(found.value).low > 0.3


def test_fewer_samples_are_drawn_of_very_many_items() -> None:
    assert [samples.rounds_of(items) for items in (0, 5_000, 10_000, 25_000, 10**6)] == [
        ROUNDS, ROUNDS, 500, samples.LEAST_ROUNDS, samples.LEAST_ROUNDS,
    ]  # fmt: skip
    assert sum(map(len, samples.samples(50_000))) == samples.LEAST_ROUNDS


def test_a_table_says_that_it_rests_on_fewer_samples() -> None:
    told, values = crowd_of_ratings(0.4, tracks=9)
    one = only(validate(opinions(ratings=told), values))
    axes = (one, replace(one, tracks=10**4))
    small, large = (list(table.notes("ratings", [each])) for each in axes)
    assert large[1] == "The table is large: its intervals rest on 500 samples, not 1,000."
    assert [large[0], *large[2:]] == small


@pytest.mark.parametrize("items", [1, 7, 3_000])
def test_samples_are_of_as_many_items_and_the_same_each_time(items: int) -> None:
    drawn = np.concatenate(list(samples.samples(items)))
    assert drawn.shape == (ROUNDS, items)
    assert (drawn.sum(axis=1) == items).all()
    assert (drawn == np.concatenate(list(samples.samples(items)))).all()
    assert len(list(samples.samples(3_000))) > 1


def test_values_come_from_the_set_before_the_store(
    packaged: ReferenceSet, store: FeatureStore
) -> None:
    store.remember(AudioFeatures(KNOWN, "ReccoBeats", 0.1, 0.2))
    store.remember(AudioFeatures(OTHER, "ReccoBeats", 0.3, None))
    store.remember(AudioFeatures(UNKNOWN, "ReccoBeats", 0.3, 0.4))
    store.remember(AudioFeatures(UNKNOWN, "another", 0.5, 0.6))
    lookup = Lookup(store, Registry((), ()))
    found = points_of([UNKNOWN, OTHER, KNOWN, an_id(1)], packaged, lookup)
    assert found.keys() == {KNOWN, UNKNOWN}
    assert found[UNKNOWN] == {"ReccoBeats": MoodPoint(0.3, 0.4), "another": MoodPoint(0.5, 0.6)}
    first, second = found[KNOWN].items()
    known = packaged.find(KNOWN)
    assert known is not None
    assert first == (known.features.source, known.point)
    assert second == ("ReccoBeats", MoodPoint(0.1, 0.2))


def test_releases_that_take_no_part_in_a_search_have_values_too(store: FeatureStore) -> None:
    whole = a_set([{"valence": 0.1, "energy": 0.2}, {"valence": 0.3, "energy": 0.4}]).frame()
    whole["artists"] = [()] * 2
    folded = ReferenceSet(whole.iloc[:1], name="x", version="1", folded=whole.iloc[1:])
    found = points_of([an_id(1), an_id(0)], folded, Lookup(store, Registry((), ())))
    assert {one: list(told.values()) for one, told in found.items()} == {
        an_id(0): [MoodPoint(0.1, 0.2)], an_id(1): [MoodPoint(0.3, 0.4)],
    }  # fmt: skip


def test_nothing_known_and_nobody_named_is_no_error(store: FeatureStore) -> None:
    told = [judgement(0, 1, "a"), judgement(1, 2, "ab")]
    assert (
        points_of([], a_set([{"valence": 0, "energy": 0}]), Lookup(store, Registry((), ()))) == {}
    )
    found = validate(opinions(told, [rating(0, 1)]), {})
    assert [one.in_use.value for one in found.axes] == [None, None]
