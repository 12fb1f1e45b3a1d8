"""Foreign text made safe for Streamlit's Markdown."""

from __future__ import annotations

import re

from moodrec.texts import clean

_ADDRESS = re.compile(r"www(?=\\\.)|:(?=//|\w)|@", re.IGNORECASE)
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&])")


def plain(text: str) -> str:
    """`text` with every mark escaped that Markdown, LaTeX, emoji or colour codes could read.

    An invisible word joiner keeps what looks like an address from becoming a link.
    """
    marked = _MARKS.sub(r"\\\1", " ".join(clean(text).split()))
    return _ADDRESS.sub("\\g<0>\u2060", marked)
