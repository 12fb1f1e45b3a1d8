"""Says how far a crawl has come, how it ended, and what to do then."""

from __future__ import annotations

from datetime import tzinfo

from moodrec.plan import Run, State
from moodrec.texts import by_reason, counted, duration

_MOST_FAILED = 3  # named one by one


def state(run: Run, zone: tzinfo | None = None) -> str:
    """How a crawl stands, in a sentence; times are in `zone`, by default this machine's."""
    songs = counted(run.found, "song")
    kept = f"{songs} found so far {'is' if run.found == 1 else 'are'} kept."
    until = f" until {run.resume_at.astimezone(zone):%H:%M}" if run.resume_at else ""
    sentences: dict[State, str] = {
        "running": run.message or "The crawl is running.",
        "done": f"Done: {songs} found. They became set {run.set_number}.",
        "short": run.message,
        "stopped": f"Stopped. {kept}",
        "interrupted": f"Broken off: its program ended, or its disk is full. {kept}",
        "discarded": f"Given up with {songs} found.",
        "paused": f"Paused{until}: {run.message} {kept}",
    }
    return sentences[run.state]


def progress(run: Run) -> str:
    """The numbers of a crawl at work, on one line."""
    left = run.seconds_left()
    parts = [
        counted(run.found, "song"),
        run.now,
        counted(run.calls, "call") if run.calls else "",
        f"{duration(left)} left" if left else "",
    ]
    return " · ".join(filter(None, parts))


def left_out(run: Run) -> str:
    """What was left out, and which genres failed; empty when nothing was."""
    reasons = by_reason(run.left_out)
    sentences = [f"Left out: {reasons}."] if reasons else []
    if run.failed:
        named = " ".join(f"{label}: {reason}" for label, reason in run.failed[:_MOST_FAILED])
        more = " …" if len(run.failed) > _MOST_FAILED else ""
        sentences.append(f"{counted(len(run.failed), 'step')} failed. {named}{more}")
    return " ".join(sentences)


def resumed_by(run: Run) -> str:
    """How the command line goes on with a crawl."""
    if run.state == "short" and run.found:
        return f"Use {these(run.found)} all the same: python -m moodrec crawl --accept"
    if run.state == "short":
        return "Try other genres, or another source."
    return "Go on with: python -m moodrec crawl --resume"


def these(songs: int) -> str:
    """So many songs, as something to be used."""
    return "this song" if songs == 1 else f"these {songs:,} songs"
