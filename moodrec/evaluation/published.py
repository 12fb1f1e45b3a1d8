"""The table of how good the lists are, as it was measured once and goes with the code.

`published.json` holds part of what this writes, with the date and the table's name:
`python -m moodrec evaluate --reference spotify_songs_32833.parquet --json FILE`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from moodrec.evaluation.estimates import Estimate, Verdict
from moodrec.evaluation.heldout import Protocol


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """What one method reached: shares from 0 to 1 with their standard errors.

    `gain` is the difference to the article's rule in NDCG, `verdict` what it is worth; `preset`
    is true for what a listener can choose.
    """

    method: str
    preset: bool
    precision: Estimate
    recall: Estimate
    ndcg: Estimate
    mood: Estimate
    gain: Estimate
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Published:
    """The table, when it was measured, and on what.

    `table` names the songs' table, which is at `address`; the other numbers are those of
    `Evaluated`.
    """

    measured_on: date
    table: str
    address: str
    songs: int
    all_playlists: int
    playlists: int
    trials: int
    known: int
    protocol: Protocol
    rows: tuple[PublishedRow, ...]


@cache
def published() -> Published:
    """The measured table; read once."""
    file = resources.files("moodrec.evaluation") / "published.json"
    told: dict[str, Any] = json.loads(file.read_text("utf-8"))
    counts = ("songs", "all_playlists", "playlists", "trials", "known")
    return Published(
        measured_on=date.fromisoformat(told["date"]),
        table=told["table"],
        address=told["address"],
        **{name: told[name] for name in counts},
        protocol=Protocol(**told["protocol"]),
        rows=tuple(map(_row, told["rows"])),
    )


def _row(told: Mapping[str, Any]) -> PublishedRow:
    values: dict[str, Any] = {
        name: Estimate(**value) if isinstance(value, dict) else value
        for name, value in told.items()
    }
    return PublishedRow(**values)
