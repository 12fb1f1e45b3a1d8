"""Making ahead: the same items, one of them early, and errors in their place."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodrec.ahead import ahead


@given(st.lists(st.integers()))
def test_the_items_are_the_same(items: list[int]) -> None:
    assert list(ahead(items)) == items


def test_one_item_is_made_ahead_and_no_more() -> None:
    made: list[int] = []

    def making() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            yield number

    coming = ahead(making())
    assert next(coming) == 0
    coming.close()  # type: ignore[attr-defined]  # it is a generator
    assert made == [0, 1]


def test_an_error_is_raised_where_its_item_would_be() -> None:
    def making() -> Iterator[int]:
        yield 1
        raise OSError(28, "full")

    coming = ahead(making())
    assert next(coming) == 1
    with pytest.raises(OSError, match="full"):
        next(coming)
