"""The state of a page as a short text for its address, and back."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from moodrec.errors import SharedStateError

LONGEST = 7_500
"""Characters of a text: an address of 8,000 is read everywhere (RFC 9110, section 4.1)."""

_VERSION = 1
_CHECKSUM = 8  # bytes
_MOST = 200_000  # bytes of a state; a text of 7,500 characters could unpack to millions
_TEXT = re.compile(r"[\w-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shared:
    """The state of a page, in JSON's own values."""

    page: str
    state: Mapping[str, Any]


def encode(page: str, state: Mapping[str, Any]) -> str:
    """The state as a text of letters, digits, "-" and "_".

    It is a checksum, a byte with the version and compressed JSON, in base64 for URLs; the
    first two stay the same in every version. Tuples come back as lists. Raises
    SharedStateError when it is too long for an address, or holds half a character.
    """
    try:
        told = _told(page, state)
    except UnicodeEncodeError as error:
        raise SharedStateError(
            "A title holds a character that no link can carry. Take a file away instead."
        ) from error
    packed = zlib.compress(told, 9)
    text = _text(_signed(bytes([_VERSION]) + packed))
    if len(text) > LONGEST or len(told) > _MOST:
        raise SharedStateError(
            "This is too much for a link. Take a file away instead, or make the list shorter."
        )
    return text


def decode(text: str) -> Shared:
    """What encode() was given.

    The checksum tells what a link lost on its way; it is no proof of who made it, so a page
    checks the state like anything that comes from outside. Raises SharedStateError for all
    other texts.
    """
    if len(text) > LONGEST:
        raise SharedStateError("This link is too long to be one of moodrec's. Ask for a new one.")
    signed = _content(text)
    content = signed[_CHECKSUM:]
    if not content or signed != _signed(content):
        raise _damaged()
    if content[0] > _VERSION:
        raise SharedStateError(
            "This link was made by a newer moodrec. Update this one, or ask for another link."
        )
    return _shared(content[1:])


def _shared(packed: bytes) -> Shared:
    try:
        page, state = json.loads(_unpacked(packed), parse_constant=_no_number)
        _told(page, state)  # half a character or an infinite number cannot be told on
    except (zlib.error, ValueError, TypeError, RecursionError) as error:
        raise _damaged() from error
    if not (isinstance(page, str) and isinstance(state, dict)):
        raise _damaged()
    return Shared(page, state)


def _told(page: str, state: Mapping[str, Any]) -> bytes:
    """Page and state as JSON; raises ValueError for what is none."""
    told = json.dumps([page, state], separators=(",", ":"), allow_nan=False, ensure_ascii=False)
    return told.encode()


def _unpacked(packed: bytes) -> bytes:
    """The JSON; raises ValueError when it is longer than any that encode() packs."""
    unpacker = zlib.decompressobj()
    told = unpacker.decompress(packed, _MOST)
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError
    return told


def _content(text: str) -> bytes:
    """The bytes of a text; of several texts for the same bytes only encode()'s own is read."""
    if _TEXT.fullmatch(text):
        try:
            content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            content = b""
        if content and _text(content) == text:
            return content
    raise _damaged()


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _signed(content: bytes) -> bytes:
    """The content after its checksum."""
    return hashlib.blake2b(content, digest_size=_CHECKSUM, person=b"moodrec").digest() + content


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _damaged() -> SharedStateError:
    return SharedStateError(
        "This link is damaged or was not made by moodrec. Copy it once more, in full."
    )
