"""What a table of tracks is to a question in SQL: what stands after FROM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Bounds: TypeAlias = Mapping[str, tuple[int, int] | tuple[str, str]]
"""The least and the greatest value of some columns that a question is about."""
ANYWHERE: Bounds = {}
"""Bounds of a question about all rows."""


class Table(Protocol):
    """Rows that a database can be asked for; safe to share between threads.

    What it gives is text of moodrec's own, never a listener's.
    """

    @property
    def whole(self) -> str:
        """All rows, as what stands after FROM."""

    def between(self, bounds: Bounds) -> str:
        """The same of fewer rows, among them all whose values lie within these bounds."""


@dataclass(frozen=True, slots=True)
class Single:
    """A table in one piece, in which the database itself finds what lies near."""

    whole: str

    def between(self, bounds: Bounds) -> str:  # noqa: ARG002  # it is one piece
        """All of it."""
        return self.whole
