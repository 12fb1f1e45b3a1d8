"""The address of a page: what is written there is read back, and rubbish is a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodrec.errors import QueryError
from moodrec.filters import Filters, Range
from moodrec.kinds import KINDS
from moodrec.metrics import METRICS
from moodrec.model import FEATURE_NAMES
from moodrec.sieve import RANGED
from moodrec.ui import address
from moodrec.wishes import ORDERS, PRESETS, SOUND_WEIGHTS, USUAL, Wishes

TWENTIETHS = st.integers(0, 20).map(lambda step: step / 20)
ENDS = st.integers(-60, 300).map(float)
NAMES = st.lists(st.text(min_size=1), max_size=3, unique=True).map(tuple)


def weights(names: Sequence[str]) -> st.SearchStrategy[Any]:
    """A weight for each of the names, in their order."""
    return st.tuples(*[TWENTIETHS] * len(names)).map(
        lambda found: tuple(zip(names, found, strict=True))
    )


WISHES = st.builds(
    Wishes,
    order=st.sampled_from(ORDERS),
    radius=st.integers(1, 50).map(lambda step: step / 100),
    metric=st.sampled_from(list(METRICS)),
    weights=weights(FEATURE_NAMES),
    familiar=TWENTIETHS.map(lambda value: 2 * value - 1),
    sound=TWENTIETHS,
    variety=TWENTIETHS,
    surprise=TWENTIETHS,
    dice=st.integers(0, 9999),
    sound_weights=weights(list(SOUND_WEIGHTS)),
    shares=weights(["playlists", "ListenBrainz"]),
)
RANGES = st.builds(
    lambda column, ends, open_below, open_above: Range(
        column, -math.inf if open_below else min(ends), math.inf if open_above else max(ends)
    ),
    st.sampled_from(RANGED),
    st.tuples(ENDS, ENDS),
    st.booleans(),
    st.booleans(),
)
FILTERS = st.builds(
    Filters,
    genres=NAMES,
    without_genres=NAMES,
    without_artists=NAMES,
    without_kinds=st.lists(st.sampled_from(list(KINDS)), unique=True).map(tuple),
    ranges=st.lists(RANGES, max_size=3, unique_by=lambda one: one.column).map(tuple),
)


def kept(parameters: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What a browser keeps of the parameters: an empty list leaves the address."""
    return {name: values for name, values in parameters.items() if values}


def rounded(wished: Wishes) -> dict[str, Any]:
    """The wishes without the last digits of floats, and without weights of zero."""
    return {
        **{name: round(getattr(wished, name), 6) for name in ("radius", "familiar", "sound")},
        **{name: round(getattr(wished, name), 6) for name in ("variety", "surprise")},
        **{name: getattr(wished, name) for name in ("order", "metric", "dice")},
        **{
            name: {key: round(value, 6) for key, value in getattr(wished, name) if value}
            for name in ("weights", "sound_weights", "shares")
        },
    }


@given(wished=WISHES)
def test_wishes_are_read_back_as_they_were_written(wished: Wishes) -> None:
    told = kept(address.of_wishes(wished))
    assert set(told) <= set(address.PARAMETERS)
    assert rounded(address.wishes(told)) == rounded(wished)


@given(chosen=FILTERS)
def test_filters_are_read_back_as_they_were_written(chosen: Filters) -> None:
    told = kept(address.of_filters(chosen))
    assert set(told) <= set(address.PARAMETERS)
    assert address.filters(told) == chosen


def test_what_is_usual_is_not_written() -> None:
    assert kept(address.of_wishes(USUAL)) == {}
    assert kept(address.of_filters(Filters())) == {}
    assert address.wishes({}) == USUAL
    assert address.filters({}) == Filters()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_the_same_after_a_way_through_the_address(name: str) -> None:
    wished = PRESETS[name].wishes
    assert address.wishes(kept(address.of_wishes(wished))) == wished


NUMBERED = ("radius", "familiar", "sound", "variety", "surprise", "dice")


@pytest.mark.parametrize("name", NUMBERED)
@pytest.mark.parametrize(
    "text", ["", "wide", "nan", "inf", "-inf", "1e999", "9" * 5000, "½", "0x1"]
)
def test_a_number_that_is_none_is_a_sentence(name: str, text: str) -> None:
    with pytest.raises(QueryError):
        address.wishes({name: [text]})


@pytest.mark.parametrize("name", ["weight", "sounds", "share", "range"])
@given(text=st.text(max_size=30))
def test_any_text_is_read_or_is_a_sentence(name: str, text: str) -> None:
    with suppress(QueryError):  # any other error fails the test
        found = address.wishes({name: [text]})
        assert isinstance(address.filters({name: [text]}), Filters)
        assert isinstance(found, Wishes)
