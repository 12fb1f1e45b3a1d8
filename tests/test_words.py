"""Words: moods have names, sentences have no false precision, foreign text stays text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodrec import reasons, words
from moodrec.errors import QueryError
from moodrec.model import (
    AudioFeatures,
    MoodPoint,
    Neighbour,
    Recommendation,
    ReferenceSummary,
    Ring,
    Seed,
    Track,
)
from moodrec.mood import describe, locate
from moodrec.texts import clean
from moodrec.ui.text import plain

ANSWER = Recommendation(
    seed=Seed(MoodPoint(0.7, 0.7)),
    neighbours=(),
    surroundings=(),
    ring=Ring(0.05, 134, 134),
    brighter_than=0.601,
    livelier_than=0.7124,
    reference=ReferenceSummary("set", 4_481, (), ()),
)


@pytest.mark.parametrize(
    ("valence", "energy", "mood"),
    [
        (0, 0, "very sombre and very calm"),
        (0.2, 0.2, "sombre and calm"),
        (0.5, 0.5, "neutral and moderately energetic"),
        (0.7, 0.7, "bright and fairly energetic"),
        (1, 1, "very bright and very energetic"),
    ],
)
def test_every_region_has_its_words(valence: float, energy: float, mood: str) -> None:
    assert describe(MoodPoint(valence, energy)) == mood


def test_the_sentence_says_mood_percentile_and_ring() -> None:
    assert words.sentence(ANSWER) == (
        "Bright and fairly energetic: livelier than 71 % and brighter than 60 % of 4,481 songs; "
        "134 other songs share this mood."
    )


@pytest.mark.parametrize(
    ("songs", "said"),
    [
        (0, "no other song shares this mood"),
        (1, "one other song shares"),
        (9, "9 other songs share"),
    ],
)
def test_a_thin_part_of_the_plane_is_said_to_be_thin(songs: int, said: str) -> None:
    sentence = words.sentence(replace(ANSWER, ring=Ring(0.05, songs, songs)))
    assert said in sentence
    assert "thin part of the plane" in sentence


def neighbour_at(distance: float) -> Neighbour:
    features = AudioFeatures("x", "y", 0.5, 0.5)
    return Neighbour(Track("x", "y", "z"), features, MoodPoint(0.5, 0.5), 0.5, distance)


def test_closeness_is_said_without_a_number() -> None:
    said = [
        reasons.closeness(neighbour_at(distance), ANSWER.ring) for distance in (0, 0.05, 0.051, 0.4)
    ]
    assert said == ["same mood", "same mood", "a step away", "farther away"]


def test_a_mood_with_a_missing_axis_has_no_place() -> None:
    assert locate(AudioFeatures("x", "y", 0.5, None)) is None
    assert locate(AudioFeatures("x", "y", None, 0.5)) is None
    assert locate(AudioFeatures("x", "y", 0.0, 1.0)) == MoodPoint(0, 1)


@pytest.mark.parametrize("text", ["0.30,0.06", " 0.3 , .06 ", "3e-1,6e-2"])
def test_a_mood_point_is_read_and_written(text: str) -> None:
    point = MoodPoint.parse(text)
    assert point == MoodPoint(0.3, 0.06)
    assert MoodPoint.parse(str(point)) == point


@pytest.mark.parametrize(
    "text", ["", "0.3", "0.3,0.4,0.5", "a,b", "0.3;0.4", "-0.1,0.5", "nan,0.5"]
)
def test_what_is_no_mood_point_is_told(text: str) -> None:
    with pytest.raises(QueryError, match="0"):
        MoodPoint.parse(text)


@given(st.text())
def test_foreign_text_keeps_its_words_and_loses_its_markdown(text: str) -> None:
    shown = plain(text)
    assert "\n" not in shown
    for mark in "*_[]()<>`$:#~":
        assert shown.count(mark) == shown.count(f"\\{mark}") == text.count(mark)
    words = shown.replace("\\", "").replace("\u2060", "")
    assert words == " ".join(clean(text).split()).replace("\\", "").replace("\u2060", "")


@pytest.mark.parametrize("text", ["a :material/home: b", ":smile:", "turned \u202e around"])
def test_foreign_text_becomes_no_icon_and_turns_nothing_around(text: str) -> None:
    shown = plain(text)
    assert ":material" not in shown
    assert ":smile" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("text", ["www.evil.example", "https://evil.example", "me@evil.example"])
def test_foreign_text_does_not_become_a_link(text: str) -> None:
    assert "\u2060" in plain(text)


def test_a_ring_wider_than_usual_is_called_a_ring() -> None:
    wide = replace(ANSWER, ring=Ring(0.1, 134, 134))
    assert words.sentence(wide).endswith("134 other songs are inside the ring.")
