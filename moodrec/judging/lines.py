"""Reads rows that stand one on a line, as JSON or as Python writes a dictionary."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from contextlib import suppress

LONGEST = 4_000
"""Characters of the longest line that is read."""

_TEXT = r"(?:'[^'\\]*'|\"[^\"\\]*\")"
_VALUE = rf"(?:{_TEXT}|-?\d+(?:\.\d+)?|None|True|False)"
_PAIR = rf"{_TEXT}\s*:\s*{_VALUE}"
_DICTIONARY = re.compile(rf"\{{\s*{_PAIR}(?:\s*,\s*{_PAIR})*\s*\}}")
"""A flat dictionary of plain values: all that is ever handed to Python's own parser."""


def row_of(line: str) -> Mapping[str, object] | None:
    """The row that a line tells; None for a line that is none, or is longer than LONGEST."""
    line = line.strip()
    if len(line) > LONGEST:
        return None
    for read in (json.loads, _literal):
        with suppress(ValueError, SyntaxError, RecursionError):
            found = read(line)
            return found if isinstance(found, dict) else None
    return None


def _literal(line: str) -> object:
    """A flat dictionary as Python writes it. Raises ValueError, or SyntaxError for one like 007."""
    if not _DICTIONARY.fullmatch(line):
        raise ValueError(line)
    return ast.literal_eval(line)
