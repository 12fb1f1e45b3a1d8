"""The questions by which a track is placed: simulated listeners, odd ones, and odd sets."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.judgements import Higher
from moodrec.judging import belief, hearing, staircase
from moodrec.judging.acquaintances import MOST_UNTOLD, WELL_KNOWN, acquaintances, well_known
from moodrec.judging.hearing import ANSWERS, chances
from moodrec.judging.own import OwnPlace
from moodrec.judging.staircase import LEAST, MOST, MOST_AN_AXIS, Staircase
from moodrec.model import MoodPoint, Track
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from tests.conftest import UNKNOWN, an_id
from tests.small import a_set

AT = datetime(2026, 11, 20, tzinfo=UTC)
TRACK = Track(UNKNOWN, "Låt", "test", artists=("Somebody",))
AXES = ("valence", "energy")
_LISTENERS = 70


def song(number: int, **values: Any) -> dict[str, Any]:
    told = {"name": f"{number}th song", "artists": (f"Artist {number}",), "popularity": 50.0}
    return told | {"valence": 0.5, "energy": 0.5} | values


def crowd() -> list[dict[str, Any]]:
    """150 songs, dim and loud ones together as in real sets."""
    rng = np.random.default_rng(3)
    valence, energy = rng.beta(2, 2, 150), rng.beta(4, 2.5, 150)
    return [
        song(n, valence=round(v, 3), energy=round(e, 3), popularity=float(n % 100))
        for n, (v, e) in enumerate(zip(valence.tolist(), energy.tolist(), strict=True))
    ]


CROWD = Index(a_set(crowd()))


def asked_through(
    index: Index, state: Staircase, hear: Any = lambda _question: "a"
) -> tuple[Staircase, list[staircase.Question]]:
    """Answers every question; gives the state at the end, and the questions."""
    questions = []
    while question := staircase.next_question(index, state):
        questions.append(question)
        state = staircase.answer(state, question, hear(question))
    return state, questions


@dataclass
class Listener:
    """Hears a track at `point` as the model says, but with a spread of their own."""

    point: MoodPoint
    rng: np.random.Generator
    spread: float = hearing.SPREAD

    def __call__(self, question: staircase.Question) -> Higher:
        apart = getattr(self.point, question.axis) - getattr(question.song.point, question.axis)
        decided = 1 / (1 + np.exp(-(np.array([apart, -apart]) - hearing.SAME) / self.spread))
        heard = np.append(decided, 1 - decided.sum())
        by_chance = np.full(3, hearing.LAPSES / 3)
        return ANSWERS[self.rng.choice(3, p=(1 - hearing.LAPSES) * heard + by_chance)]


def simulated(spread: float, *, doubted: bool) -> tuple[NDArray[np.float64], list[OwnPlace]]:
    """Where tracks of the set really lie, shape (listeners, 2), and where listeners put them."""
    rng = np.random.default_rng(7)
    truths, places = [], []
    for row in rng.choice(len(CROWD.reference), _LISTENERS).tolist():
        known = CROWD.reference.placed(row)
        truths.append([known.point.valence, known.point.energy])
        wrong = np.clip(np.array(truths[-1]) + rng.normal(0, 0.15, 2), 0, 1)
        state = Staircase(known.track, MoodPoint(*wrong.tolist()) if doubted else None)
        state, _ = asked_through(CROWD, state, Listener(known.point, rng, spread))
        places.append(staircase.place(CROWD, state, AT))
    return np.array(truths), places


@pytest.mark.parametrize("doubted", [False, True])
@pytest.mark.parametrize(
    ("spread", "least", "most", "error"),
    [(0.1, 0.93, 1, 0.75), (0.2, 0.87, 0.98, 0.9), (0.4, 0.76, 0.95, 1.3)],
)
def test_listeners_put_tracks_where_they_lie_and_the_intervals_hold(
    spread: float, least: float, most: float, error: float, doubted: bool
) -> None:
    """Surer, as assumed and noisier than assumed: the bounds are those of docs/by-ear.md."""
    truths, places = simulated(spread, doubted=doubted)
    found = np.array([[one.point.valence, one.point.energy] for one in places])
    ends = np.array([[one.valence, one.energy] for one in places])
    bias = (found - truths).mean(axis=0)
    off = np.sqrt(((found - truths) ** 2).mean(axis=0))
    covered = ((ends[..., 0] <= truths) & (truths <= ends[..., 1])).mean()
    figures = f"bias {bias.round(3)}, root mean square {off.round(3)}, coverage {covered}"
    assert (np.abs(bias) < 0.06).all(), figures
    assert least <= covered <= most, figures
    assert (off < truths.std(axis=0) * error).all(), figures


def test_the_function_of_hearing_is_as_it_says() -> None:
    differences = np.linspace(-1, 1, 41)
    told = chances(differences)
    assert told.sum(axis=0) == pytest.approx(np.ones(41))
    assert told[0] == pytest.approx(told[1][::-1])
    assert (np.diff(told[0]) > 0).all()
    for apart, right in ((0.1, 0.62), (0.2, 0.73), (0.4, 0.88)):
        a, b, _ = chances(np.array(apart))
        assert a / (a + b) == pytest.approx(right, abs=0.01)
    assert chances(np.array(0.0))[2] == pytest.approx(0.085, abs=0.002)
    assert chances(np.array(3.0))[1] == pytest.approx(hearing.LAPSES / 3, abs=1e-4)


def test_a_belief_after_answers_is_that_of_bayes_worked_out_by_hand() -> None:
    before = belief.of_set(np.array([0.2, 0.4, 0.8] * 50))
    by_hand = np.zeros(belief.CELLS)
    for cell in range(belief.CELLS):
        value = (cell + 0.5) / belief.CELLS
        a = 1 / (1 + np.exp(-(value - 0.5 - 0.03) / 0.2))
        b = 1 / (1 + np.exp(-(0.7 - value - 0.03) / 0.2))
        by_hand[cell] = before[cell] * (0.96 * a + 0.04 / 3) * (0.96 * b + 0.04 / 3)
    by_hand /= by_hand.sum()
    after = belief.after(before, [(0.5, "a"), (0.7, "b")])
    assert after == pytest.approx(by_hand)
    middles = (np.arange(belief.CELLS) + 0.5) / belief.CELLS
    assert belief.mean(after) == pytest.approx(np.average(middles, weights=by_hand))
    assert belief.variance(after) == pytest.approx(np.cov(middles, aweights=by_hand, ddof=0))


def test_the_expected_variance_is_that_over_all_answers() -> None:
    before = belief.of_set(np.array([0.3, 0.6] * 100))
    values = np.array([0.105, 0.455, 0.805])
    middles = (np.arange(belief.CELLS) + 0.5) / belief.CELLS
    for value, left in zip(values, belief.expected_variance(before, values), strict=True):
        chance = chances(middles - value) @ before
        after = [belief.variance(belief.after(before, [(value, one)])) for one in ANSWERS]
        assert left == pytest.approx(chance @ after)
    assert (belief.expected_variance(before, values) < belief.variance(before)).all()


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=30), st.lists(st.tuples(st.floats(0, 1),
       st.sampled_from(ANSWERS)), max_size=6))  # fmt: skip
def test_a_belief_is_a_distribution_whatever_is_answered(
    values: list[float], answers: list[tuple[float, Higher]]
) -> None:
    found = belief.after(belief.of_set(np.array(values)), answers)
    assert found.sum() == pytest.approx(1)
    assert (found > 0).all()
    low, high = belief.interval(found)
    assert 0 <= low < high <= 1
    assert low < belief.mean(found) < high


def test_an_interval_holds_what_it_says() -> None:
    even = np.full(belief.CELLS, 1 / belief.CELLS)
    assert belief.interval(even) == pytest.approx((0.05, 0.95))
    assert belief.mean(even) == pytest.approx(0.5)


@pytest.mark.parametrize("higher", ANSWERS)
def test_whoever_always_says_the_same_comes_to_an_end(higher: Higher) -> None:
    state, questions = asked_through(CROWD, Staircase(TRACK), lambda _question: higher)
    assert LEAST <= len(questions) <= MOST
    for axis in AXES:
        assert 1 <= sum(one.axis == axis for one in questions) <= MOST_AN_AXIS
    place = staircase.place(CROWD, state, AT)
    middle = [float(np.mean(CROWD.reference.numbers(axis))) for axis in AXES]
    for axis, usual in zip(AXES, middle, strict=True):
        value = getattr(place.point, axis)
        low, high = getattr(place, axis)
        assert low <= value <= high
        assert {"a": value > usual + 0.1, "b": value < usual - 0.1}.get(
            higher, abs(value - usual) < 0.1
        )


def test_whoever_answers_at_random_gets_wide_intervals_around_the_usual() -> None:
    rng = np.random.default_rng(11)
    places = []
    for _ in range(60):
        state, _ = asked_through(CROWD, Staircase(TRACK), lambda _question: rng.choice(ANSWERS))
        places.append(staircase.place(CROWD, state, AT))
    for axis in AXES:
        ends = np.array([getattr(one, axis) for one in places])
        assert (ends[:, 1] - ends[:, 0]).mean() > 0.3
        values = [getattr(one.point, axis) for one in places]
        assert np.mean(values) == pytest.approx(CROWD.reference.numbers(axis).mean(), abs=0.08)


@settings(deadline=None)
@given(st.lists(st.sampled_from([*ANSWERS, "skip"]), max_size=12))
def test_no_song_and_no_artist_comes_twice_and_back_undoes_an_answer(said: list[Any]) -> None:
    state = Staircase(TRACK)
    seen: list[str] = []
    for one in said:
        question = staircase.next_question(CROWD, state)
        if question is None:
            break
        seen.append(question.song.track.id)
        if one == "skip":
            state = staircase.skip(state, question)
            continue
        after = staircase.answer(state, question, one)
        assert staircase.back(after) == state
        assert staircase.next_question(CROWD, staircase.back(after)) == question
        assert question.number == len(after.judgements)
        state = after
    assert len(set(seen)) == len(seen)
    assert TRACK.id not in seen


def test_the_same_answers_give_the_same_questions_and_place() -> None:
    first, second = (asked_through(CROWD, Staircase(TRACK)) for _ in range(2))
    assert first == second
    places = {staircase.place(CROWD, state, AT) for state, _ in (first, second)}
    assert len(places) == 1


def test_the_question_tells_about_as_much_as_any_could_and_comes_from_the_well_known() -> None:
    question = staircase.next_question(CROWD, Staircase(TRACK))
    assert question
    values = CROWD.reference.numbers(question.axis)
    before = belief.of_set(values)
    row = CROWD.reference.row_of(question.song.track.id)
    assert row in well_known(CROWD.reference)
    left = belief.expected_variance(before, values)
    assert left[row] <= left.min() * 1.02
    better = CROWD.reference.popularity > CROWD.reference.popularity[row]
    assert (left[better] > left.min() * 1.02).all()


def test_an_axis_whose_interval_is_narrow_is_asked_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(staircase, "NARROW", 0.45)
    rng = np.random.default_rng(5)
    lengths = set()
    for _ in range(40):
        doubted = MoodPoint(0.5, 0.6)
        state, questions = asked_through(
            CROWD, Staircase(TRACK, doubted), Listener(MoodPoint(0.5, 0.6), rng)
        )
        place = staircase.place(CROWD, state, AT)
        lengths.add(len(questions))
        for axis in AXES:
            low, high = getattr(place, axis)
            if sum(one.axis == axis for one in questions) < MOST_AN_AXIS:
                assert high - low <= staircase.NARROW + 0.01
    assert min(lengths) < MOST


def a_place_in(songs: list[dict[str, Any]]) -> tuple[OwnPlace | None, int]:
    """Where somebody who always says "a" puts a track, None if nowhere; and how many questions."""
    index = Index(a_set(songs))
    state, questions = asked_through(index, Staircase(TRACK))
    if not staircase.placeable(state):
        with pytest.raises(QueryError, match="too few well-known songs"):
            staircase.place(index, state, AT)
        return None, len(questions)
    return staircase.place(index, state, AT), len(questions)


def test_a_set_of_one_row_says_why_there_is_no_place() -> None:
    assert a_place_in([song(1)]) == (None, 1)


def test_few_songs_mean_fewer_questions() -> None:
    place, asked = a_place_in([song(n, valence=n / 4) for n in range(4)])
    assert asked == 4
    assert place


def test_where_few_popularities_are_known_other_songs_fill_up() -> None:
    nobody = [song(n, popularity=float("nan")) for n in range(WELL_KNOWN + 50)]
    few = a_set([*nobody[:-2], *(song(n, popularity=float(n)) for n in (700, 701))])
    rows = well_known(few)
    assert rows[:2].tolist() == [WELL_KNOWN + 49, WELL_KNOWN + 48]
    assert len(set(rows.tolist())) == len(rows) == WELL_KNOWN
    place, asked = a_place_in([song(1), *nobody[2:60]])
    assert place
    assert asked > 1


def test_where_nobody_told_popularities_a_large_set_is_cut_evenly() -> None:
    rows = well_known(a_set(song(n, popularity=float("nan")) for n in range(2 * MOST_UNTOLD)))
    assert rows.tolist() == list(range(0, 2 * MOST_UNTOLD, 2))


def test_an_artist_without_a_name_is_nobody() -> None:
    _, asked = a_place_in([song(n, artists=("",), valence=n / 10) for n in range(10)])
    assert asked >= LEAST


def test_a_set_of_constant_energy_still_tells_higher_from_lower() -> None:
    place, _ = a_place_in([song(n, valence=n / 50) for n in range(50)])
    assert place
    assert place.point.energy > 0.5


def test_where_nobody_told_how_popular_songs_are_any_may_be_asked_about() -> None:
    place, asked = a_place_in([song(n, popularity=float("nan")) for n in range(50)])
    assert place
    assert asked >= LEAST


def test_one_artist_is_asked_about_once() -> None:
    assert a_place_in([song(n, artists=("One",)) for n in range(50)]) == (None, 1)
    assert a_place_in([song(n, artists=("SOMEBODY", "x")) for n in range(50)]) == (None, 0)


def test_songs_without_a_title_are_not_asked_about() -> None:
    assert a_place_in([song(n, name="") for n in range(50)]) == (None, 0)


def test_no_release_of_the_track_or_of_a_skipped_song_comes() -> None:
    songs = [song(n, isrc=f"USAAA26000{n:02d}") for n in range(3)]
    songs += [song(3, isrc=songs[0]["isrc"]), song(4, isrc="USAAA2699999")]
    index = Index(a_set(songs))
    track = Track(UNKNOWN, "Låt", "test", artists=("Somebody",), isrc="USAAA2699999")
    assert acquaintances(index, track, []).tolist() == [0, 1, 2, 3]
    assert acquaintances(index, track, [], [an_id(0)]).tolist() == [1, 2]
    assert acquaintances(index, track, [an_id(0)], [an_id(1)]).tolist() == [2]
    assert acquaintances(index, index.reference.placed(2).track, []).tolist() == [0, 1, 3, 4]


def test_only_so_many_songs_are_well_known_the_best_known_first() -> None:
    many = a_set(song(n, popularity=float(n)) for n in range(WELL_KNOWN + 1))
    assert well_known(many).tolist() == list(range(WELL_KNOWN, 0, -1))


def test_a_set_that_lost_a_song_in_between_says_so() -> None:
    state, _ = asked_through(CROWD, Staircase(TRACK))
    smaller = Index(a_set([song(1, id=an_id(9999))]))
    with pytest.raises(QueryError, match="Begin anew"):
        staircase.place(smaller, state, AT)


def test_the_packaged_set_has_songs_to_ask_about(packaged: ReferenceSet) -> None:
    state, questions = asked_through(Index(packaged), Staircase(TRACK))
    assert LEAST <= len(questions) <= MOST
    assert min(one.song.track.popularity or 0 for one in questions) > 60
    assert staircase.placeable(state)
