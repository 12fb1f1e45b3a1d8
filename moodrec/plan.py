"""The values of a crawl: what is planned, the steps it takes, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from moodrec.errors import QueryError

MOST_PER_GENRE = 1000
"""Spotify's search goes no farther (offset at most 1000), and nobody offers more."""
LONGEST_PAUSE = 60.0
"""Seconds between two calls."""

State = Literal["running", "interrupted", "stopped", "paused", "short", "done", "discarded"]
"""`interrupted`: its program died. `paused`: a source or the disk ended it. `short`: it is
complete, but with fewer songs than asked for. All of these, but `running`, `done` and
`discarded`, can be resumed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a crawl is to do. Raises QueryError when a number is out of range.

    `genres` are genre seeds, empty for all of them; `per_genre` is how many tracks are asked
    for in each genre (or cell of the plane); `pause` is in seconds; the new set is used only
    with `at_least` new songs, 0 for what is usual; with `keep` the songs of the
    present set stay beside the new ones.
    """

    source: str
    genres: tuple[str, ...] = ()
    per_genre: int = 100
    pause: float = 0.2
    at_least: int = 0
    keep: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.per_genre <= MOST_PER_GENRE:
            raise QueryError(f"Ask for 1 to {MOST_PER_GENRE:,} tracks a genre.")
        if not 0 <= self.pause <= LONGEST_PAUSE:
            raise QueryError(f"The pause between calls is 0 to {LONGEST_PAUSE:g} seconds.")
        if self.at_least < 0:
            raise QueryError("Say how many songs the new set needs at least: 1 or more.")


@dataclass(frozen=True, slots=True)
class Step:
    """One call for tracks: `label` is its genre or cell, `detail` what its source needs more."""

    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a crawl ended; see Run."""

    state: State
    message: str = ""
    resume_at: datetime | None = None
    set_number: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """How far a crawl has come.

    `done` of `total` steps (or bytes) are behind it; `leg_done` of them were when it was
    last started, at `leg_started_at`. `found` songs have their mood, `calls` were made, `now`
    is the genre or cell in work. `left_out` says how many tracks were left out for which
    reason, `failed` which steps failed for which. `resume_at` is when the source may be asked
    again, where it said so; `set_number` the reference set that came of it.
    """

    number: int
    key: str
    plan: Plan
    state: State
    started_at: datetime
    leg_started_at: datetime
    leg_done: int
    changed_at: datetime
    done: int
    total: int
    found: int
    calls: int
    now: str = ""
    message: str = ""
    resume_at: datetime | None = None
    set_number: int | None = None
    left_out: tuple[tuple[str, int], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def running(self) -> bool:
        """True while it is at work."""
        return self.state == "running"

    @property
    def resumable(self) -> bool:
        """True when it can go on where it was."""
        return self.state in {"interrupted", "stopped", "paused", "short"}

    @property
    def share(self) -> float:
        """How much is behind it, from 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0

    def seconds_left(self) -> float | None:
        """The time that is left at the speed so far; None before that is known."""
        steps = self.done - self.leg_done
        elapsed = (self.changed_at - self.leg_started_at).total_seconds()
        return (self.total - self.done) * elapsed / steps if steps > 0 and self.running else None
