"""Foreign text made safe for Streamlit's Markdown."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&])")


def plain(text: str) -> str:
    """`text` with every mark escaped that Markdown, LaTeX, emoji or colour codes could read."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
