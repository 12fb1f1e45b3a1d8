"""The state of a page in its address: read back as it was, and refused when anything is off."""

import base64
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodrec import sharing
from moodrec.errors import SharedStateError
from moodrec.sharing import Shared

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)  # fmt: skip
STATES = st.dictionaries(st.text(max_size=8), VALUES, max_size=4)


def packed(content: bytes, version: int = 1) -> str:
    """A text as encode() makes it, whatever is in it."""
    whole = sharing._signed(bytes([version]) + content)
    return base64.urlsafe_b64encode(whole).decode().rstrip("=")


@given(page=st.text(max_size=10), state=STATES)
def test_a_state_is_read_back_as_it_was(page: str, state: dict[str, Any]) -> None:
    text = sharing.encode(page, state)
    assert sharing.decode(text) == Shared(page, state)
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@given(state=STATES, data=st.data())
def test_any_other_character_is_refused(state: dict[str, Any], data: st.DataObject) -> None:
    text = sharing.encode("find", state)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters().filter(lambda found: found != text[place]))
    with pytest.raises(SharedStateError, match="This link"):
        sharing.decode(text[:place] + other + text[place + 1 :])


@given(state=STATES, data=st.data())
def test_a_part_of_a_text_is_refused(state: dict[str, Any], data: st.DataObject) -> None:
    text = sharing.encode("find", state)
    with pytest.raises(SharedStateError, match="This link"):
        sharing.decode(text[: data.draw(st.integers(0, len(text) - 1))])


@given(text=st.text() | st.from_regex(r"[\w-]*", fullmatch=True))
def test_any_text_of_others_is_refused(text: str) -> None:
    with pytest.raises(SharedStateError, match="This link"):
        sharing.decode(text)


@pytest.mark.parametrize(
    "told",
    [
        b"", b"[]", b"{}", b'["find"]', b'["find",[]]', b"[1,{}]", b'["find",{},1]', b"\xff",
        b'["find",{"a":NaN}]', b'["find",{"a":1e999}]',
        b'["find",{"a":["b\\ud800"]}]', b'["find",{"\\udfff":1}]',
        b"[" * 20_000, b'["find",{"a":' + b"9" * 5_000 + b"}]",
    ],
)  # fmt: skip
def test_what_is_no_state_is_refused_even_with_a_checksum(told: bytes) -> None:
    with pytest.raises(SharedStateError, match="This link"):
        sharing.decode(packed(zlib.compress(told)))


def test_what_unpacks_to_much_more_is_refused_and_not_unpacked() -> None:
    bomb = zlib.compress(b'["find",{"a":"' + b"a" * 5_000_000 + b'"}]', 9)
    assert len(packed(bomb)) < sharing.LONGEST
    with pytest.raises(SharedStateError, match="This link"):
        sharing.decode(packed(bomb))


def test_more_after_the_end_is_refused() -> None:
    with pytest.raises(SharedStateError, match="This link"):
        sharing.decode(packed(zlib.compress(b'["find",{}]') + b"more"))


def test_a_newer_version_says_so() -> None:
    with pytest.raises(SharedStateError, match="newer moodrec"):
        sharing.decode(packed(b"anything", version=2))


def test_a_state_that_is_too_long_says_so_before_a_link_is_made() -> None:
    ids = [f"{number * 7919**5:022d}" for number in range(3_000)]
    with pytest.raises(SharedStateError, match="too much for a link"):
        sharing.encode("playlist", {"ids": ids})
    with pytest.raises(SharedStateError, match="too much for a link"):
        sharing.encode("playlist", {"a": "a" * 1_000_000})


def test_half_a_character_says_so_before_a_link_is_made() -> None:
    with pytest.raises(SharedStateError, match="no link can carry"):
        sharing.encode("playlist", {"title": "a\ud800b"})


def test_a_text_that_is_too_long_is_not_even_looked_at() -> None:
    with pytest.raises(SharedStateError, match="too long"):
        sharing.decode("A" * 10_000_000)
