"""Foreign text without what breaks pages, terminals and files."""

from __future__ import annotations

import re

_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def clean(text: str) -> str:
    """The text with control characters and lone surrogates as spaces, none at its ends."""
    return _BREAKING.sub(" ", text).strip()
