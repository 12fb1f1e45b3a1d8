"""Songs by title or artist, as a person types."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec.finder import SUGGESTIONS, Finder
from moodrec.reference import ReferenceSet
from tests.small import a_set

TITLES = st.lists(
    st.text("abcdefghijklmnop é'-", min_size=5, max_size=14).filter(
        lambda text: len(text.strip(" '-")) >= 5
    ),
    min_size=1,
    max_size=12,
    unique=True,
)


def songs(titles: list[str], artist: str = "Zz Qq") -> Finder:
    return Finder(
        a_set({"valence": 0.5, "energy": 0.5, "name": one, "artists": (artist,)} for one in titles)
    )


def titles(finder: Finder, text: str, most: int = SUGGESTIONS) -> list[str | None]:
    return [one.song.track.name for one in finder.find(text, most)]


@given(TITLES, st.data())
@settings(deadline=None)
def test_an_exact_title_is_the_first(names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names))
    found = songs(names).find(name)
    assert found[0].score == 100
    if sum(other.lower() == name.lower() for other in names) == 1:
        assert name in [one.song.track.name for one in found if one.score == 100]


@given(TITLES, st.data())
@settings(deadline=None)
def test_a_title_with_one_wrong_letter_is_found(names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names)).strip(" '-")
    places = [place for place, letter in enumerate(name) if letter.isalpha()]
    if len(places) < 5:
        return
    place = data.draw(st.sampled_from(places))
    wrong = f"{name[:place]}x{name[place + 1 :]}"
    found = titles(songs(names), wrong, most=len(names))
    assert any((one or "").strip(" '-") == name for one in found)


@pytest.mark.parametrize("text", ["", "   ", "\x00", "%%%%", "!?", "qqqq wwww zzzzz xxxx"])
def test_empty_text_and_rubbish_find_nothing(text: str, packaged: ReferenceSet) -> None:
    assert Finder(packaged).find(text) == ()


@pytest.mark.parametrize(
    "text",
    ["sweater weather", "SWEATER WEATHER", "Sweater", "sweater neighbourhood", "swaeter weather"],
)
def test_a_song_is_found_however_it_is_typed(text: str, packaged: ReferenceSet) -> None:
    assert "Sweater Weather" in [one.song.track.name for one in Finder(packaged).find(text)]


def test_accents_and_punctuation_make_no_difference() -> None:
    finder = songs(["Déjà Vu!", "Don't Stop", "+"])
    assert titles(finder, "deja vu") == ["Déjà Vu!"]
    assert titles(finder, "dont stop") == ["Don't Stop"]
    assert titles(finder, "+") == ["+"]


def test_an_artist_is_found_and_of_equals_the_best_known_comes_first() -> None:
    fame = [10, 90, float("nan"), 50]
    finder = Finder(
        a_set(
            {
                "valence": 0.5,
                "energy": 0.5,
                "name": f"Song {n}",
                "artists": ("Björk",),
                "popularity": one,
            }
            for n, one in enumerate(fame)
        )
    )
    assert titles(finder, "bjork") == ["Song 1", "Song 3", "Song 0", "Song 2"]
    assert len(finder.find("song", most=2)) == 2
