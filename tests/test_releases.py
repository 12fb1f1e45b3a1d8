"""Releases: which titles name the same recording, and which do not."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from moodrec.releases import normalised_title, recording_key


@pytest.mark.parametrize(
    "title",
    [
        "Bad Moon Rising",
        "bad moon rising",
        "Bad  Moon   Rising ",
        "Bad Moon Rising - Remastered 1985",
        "Bad Moon Rising - 2009 Remaster",
        "Bad Moon Rising (Remastered)",
        "Bad Moon Rising [2011 Digital Remaster]",
        "Bad Moon Rising - Radio Edit",
        "Bad Moon Rising (feat. Somebody Else)",
        "Bad Moon Rising (with Somebody)",
        "Bad Moon Rising - Single Version",
        "Bad Moon Rising - Mono",
    ],
)
def test_releases_of_one_recording_share_a_title(title: str) -> None:
    assert normalised_title(title) == "bad moon rising"


@pytest.mark.parametrize(
    "title",
    [
        "Bad Moon Rising - Live",
        "Bad Moon Rising (Live at Woodstock)",
        "Bad Moon Rising - Somebody Remix",
        "Bad Moon Rising Again",
        "With You",
        "Mono",
        "Stereo Love",
    ],
)
def test_other_recordings_keep_titles_of_their_own(title: str) -> None:
    assert normalised_title(title) != "bad moon rising"
    assert normalised_title(title)


@pytest.mark.parametrize("title", ["東京", "???", "(feat. Nobody)", "Ünïcödé"])
def test_a_title_is_never_normalised_to_nothing(title: str) -> None:
    assert normalised_title(title)


def test_artists_count_in_any_order_and_both_parts_are_needed() -> None:
    assert recording_key(["A", "B"], "Song") == recording_key(["b", "a"], "song")
    assert recording_key(["A"], "Song") != recording_key(["A", "B"], "Song")
    assert recording_key([], "Song") is None
    assert recording_key(["A"], None) is None
    assert recording_key(["", " "], "Song") is None


@given(st.text())
def test_normalising_twice_changes_nothing_more_in_case_or_spacing(title: str) -> None:
    once = normalised_title(title)
    # Unicode itself tells some letters apart by case: a dotless i has the capital of an i.
    assume(once.upper().casefold() == once.casefold())
    assert normalised_title(once.upper().lower()) == normalised_title(once)
