"""Releases: which titles name the same recording, and which do not."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from moodrec.releases import normalised_title, recording_key, work_key


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


@pytest.mark.parametrize(
    "title",
    [
        "Bad Moon Rising",
        "BAD MOON RISING",
        "Bad Moon Rising - Remastered",
        "Bad Moon Rising - Remastered 2011",
        "Bad Moon Rising - 2009 Re-Master",
        "Bad Moon Rising - Live",
        "Bad Moon Rising - Live at Woodstock, 1969",
        "Bad Moon Rising – Live in Tokyo",
        "Bad Moon Rising - Live 1969",
        "Bad Moon Rising - Live / 1969",
        "Bad Moon Rising - Acoustic Live",
        "Bad Moon Rising - Acoustic / Live at Woodstock",
        "Bad Moon Rising - BBC Live Session",
        "Bad Moon Rising (Partly Acoustic)",
        "Bad Moon Rising (Live at Woodstock)",
        "Bad Moon Rising [Live] {Bonus}",
        "Bad Moon Rising - Radio Edit",
        "Bad Moon Rising - Single Version",
        "Bad Moon Rising - Mono",
        "Bad Moon Rising - 2011",
        "Bad Moon Rising - Live at Woodstock - 2011 Remaster",
        "Bad Moon Rising (feat. Somebody (of Somewhere))",
        "Bad Moon Rising (Radio Edit) - Remastered",
    ],
)
def test_versions_of_one_song_share_a_key(title: str) -> None:
    assert work_key(["A"], title) == work_key(["A"], "Bad Moon Rising")


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Live and Let Die", "live and let die"),
        ("Live and Let Die - Remastered 2018", "live and let die"),
        ("1999", "1999"),
        ("1999 - Edit", "1999"),
        ("(Sittin' On) The Dock of the Bay", "the dock of the bay"),
        ("(I Can't Get No) Satisfaction - Mono", "satisfaction"),
        ("(Intro)", "intro"),
        ("[Live]", "live"),
        ("Mono", "mono"),
        ("Version", "version"),
        ("- 2011", "2011"),
        ("???", "???"),
        ("東京 - Live", "東京"),
        ("Alive - Stripped", "alive stripped"),
        ("Anti-Edit", "anti edit"),
    ],
)
def test_a_song_keeps_a_key_to_know_it_by(title: str, left: str) -> None:
    assert work_key(["A"], title) == f"{left}\x1fa"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Live and Let Die", "Live Forever"),
        ("1999", "2002"),
        ("Song - Pt. 1", "Song - Pt. 2"),
        ("Symphony No. 5 - I. Allegro - Live", "Symphony No. 5 - II. Andante - Live"),
        ("Suite - Prelude - 2011 Remaster", "Suite - Sarabande - 2011 Remaster"),
        ("Song - Somebody Remix", "Song"),
        ("Song - Acoustic", "Song"),
        ("Song II", "Song"),
        ("Song - Alive", "Song"),
        ("Song - I Live For You", "Song"),
        ("Song - Live Your Life", "Song"),
        ("Song (Part 1)", "Song (Part 2)"),
        ("Song (Pt. 1)", "Song (Pt. 2) [Remastered]"),
        ("Song [Part I]", "Song [Part II]"),
        ("Song (Pt1)", "Song"),
    ],
)
def test_different_songs_stay_different(one: str, other: str) -> None:
    assert work_key(["A"], one) != work_key(["A"], other)


def test_a_song_is_its_artists_too() -> None:
    assert work_key(["A", "B"], "Song (Live)") == work_key(["b", "A"], "song")
    assert work_key(["A"], "Song") != work_key(["B"], "Song")
    assert work_key([], "Song") is None
    assert work_key(["A"], None) is None
    assert work_key(["A"], "") is None


@given(st.text(min_size=1).filter(str.strip))
def test_brackets_at_the_end_never_change_a_key_and_none_is_empty(title: str) -> None:
    assume(not set(title) & set("()[]{}"))
    key = work_key(["A"], title)
    assert key
    assert not key.startswith("\x1f")
    assert work_key(["A"], f"{title} (feat. B) [Live (2011)]") == key


@given(st.lists(st.sampled_from(["Part", "Rondo", "99", "Olive"]), min_size=1).map(" - ".join))
def test_an_edition_never_changes_a_key(title: str) -> None:
    for edition in (" - Remastered 2011", " - Live at Wembley", " - 1999 - Mono"):
        assert work_key(["A"], title + edition) == work_key(["A"], title)
