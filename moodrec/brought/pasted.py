"""Reads links, URIs and ids out of a text, with whatever stands between them."""

from __future__ import annotations

from typing import Any

from moodrec import lists
from moodrec.brought.rows import (
    EPISODE,
    LOCAL,
    MOST_ROWS,
    SHOWN,
    TRACK,
    UNREADABLE,
    BroughtList,
    of_rows,
)
from moodrec.errors import ListError
from moodrec.texts import counted

_KINDS = {"track": TRACK, "local file": LOCAL, "episode": EPISODE, "other": UNREADABLE}
_NOT_THERE = "# not on Spotify: "  # as moodrec writes it into M3U8


def of_text(text: str, name: str) -> BroughtList:
    """All that the text names at Spotify, in its order. Raises ListError when it names no track."""
    rows: list[dict[str, Any]] = []
    silent = count = 0
    for line in filter(str.strip, text.splitlines()):
        found = _rows(line)
        rows += found[: MOST_ROWS - len(rows)]
        count += len(found)
        silent += not found
    if not any(row["kind"] == TRACK for row in rows):
        raise ListError(
            f"{name} names no track. Give Spotify links, URIs or track ids, a playlist exported "
            "with Exportify, or the streaming history that Spotify sends."
        )
    notices = [f"{counted(silent, 'line')} without a link or an id left as text."] if silent else []
    return of_rows(name, rows, notices, count)


def _rows(line: str) -> list[dict[str, Any]]:
    """All that a line names, as rows."""
    if line.startswith(_NOT_THERE):
        return [{"kind": LOCAL, "text": line.removeprefix(_NOT_THERE).strip()[:SHOWN]}]
    return [
        {"kind": _KINDS[kind], **({"id": one} if kind == "track" else
                                  {"text": _instead(line, kind, one)})}
        for kind, one in lists.mentions(line)
    ]  # fmt: skip


def _instead(line: str, kind: str, one: str) -> str:
    """What stands there instead of a track: the URI of a local file, else the line."""
    return (one if kind == "local file" else line.strip())[:SHOWN]
