"""Says how far a crawl has come, how it ended, and what to do then."""

from __future__ import annotations

from datetime import datetime, tzinfo

from moodrec.plan import Run, State
from moodrec.texts import by_reason, counted, duration

_MOST_FAILED = 3  # named one by one


def state(run: Run, zone: tzinfo | None = None) -> str:
    """How a crawl stands, in a sentence; times are in `zone`, by default this machine's."""
    songs = counted(run.found, "song")
    kept = f"{songs} found so far {'is' if run.found == 1 else 'are'} kept."
    until = f" until {_time(run.resume_at, zone)}" if run.resume_at else ""
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


def _time(when: datetime, zone: tzinfo | None) -> str:
    """A time of today, or with its day."""
    there = when.astimezone(zone)
    today = there.date() == datetime.now(there.tzinfo).date()
    return f"{there:%H:%M}" if today else f"{there:%Y-%m-%d %H:%M}"


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
    for reason in dict.fromkeys(reason for _, reason in run.failed):
        labels = list(dict.fromkeys(label for label, why in run.failed if why == reason))
        more = " …" if len(labels) > _MOST_FAILED else ""
        sentences.append(f"Failed: {', '.join(labels[:_MOST_FAILED])}{more}. {reason}")
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
