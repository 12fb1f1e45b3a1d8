"""Says a recommendation in words, without false precision."""

from __future__ import annotations

from datetime import date, datetime

from moodrec.model import Recommendation, ReferenceSummary, Track
from moodrec.mood import describe
from moodrec.setfile import EXPIRED
from moodrec.texts import by_reason, counted
from moodrec.wishes import RING_RADIUS

_FEW_GENRES = 12
_IN_LENS = 10  # neighbours
_FEW = 0.05  # of the set, by chance: the corner takes 16 % of the plane
_THIN_RING = 10
_IN_MOOD = ("shares this mood", "share this mood")
_IN_RING = ("is inside the ring", "are inside the ring")


def sentence(recommendation: Recommendation) -> str:
    """Where the seed lies, such as "Bright and calm: livelier than 11 % of 4,481 songs …"."""
    mood = describe(recommendation.seed.point)
    songs = recommendation.ring.songs
    wide = recommendation.ring.radius > RING_RADIUS
    one, many = _IN_RING if wide else _IN_MOOD
    shared = {0: f"no other song {one}", 1: f"one other song {one}"}.get(
        songs, f"{songs:,} other songs {many}"
    )
    thin = " – a thin part of the plane" if songs < _THIN_RING else ""
    allowed = recommendation.ring.allowed
    passing = f", {allowed:,} of which may be picked" if allowed < songs else ""
    return (
        f"{mood[0].upper()}{mood[1:]}: livelier than {_percent(recommendation.livelier_than)} "
        f"and brighter than {_percent(recommendation.brighter_than)} of "
        f"{recommendation.reference.rows:,} songs; {shared}{passing}{thin}."
    )


def lens(neighbours: int, magnification: int) -> str:
    """What the lens shows; with a magnification of 1 it is nearly the plane itself."""
    shown = "the first ten" if neighbours > _IN_LENS else "around the seed"
    if magnification == 1:
        return f"The lens: {shown}. No song is near, so it shows most of the plane."
    return f"The lens: {shown}, {magnification} times larger."


def origin(source: str, fetched_at: datetime | None) -> str:
    """Who told a value and when, such as "ReccoBeats, fetched on 2026-11-20"."""
    return source if fetched_at is None else f"{source}, fetched on {fetched_at:%Y-%m-%d}"


def by_line(track: Track) -> str:
    """Title and artists on one line."""
    return f"{track.title} – {track.artist_line}" if track.artists else track.title


def contents(reference: ReferenceSummary, calm_and_happy: int) -> str:
    """What the reference set holds and where it is thin."""
    genres = [name for name, _ in reference.genres]
    named = f" ({', '.join(genres)})" if len(genres) <= _FEW_GENRES else ""
    kinds = f" of {counted(len(genres), 'genre')}{named}" if genres else ""
    if not calm_and_happy:
        return (
            f"{counted(reference.rows, 'song')}{kinds}, from {reference.name}. "
            "None of them is calm and happy."
        )
    only = "Only " if calm_and_happy < _FEW * reference.rows else ""
    return (
        f"{counted(reference.rows, 'song')}{kinds}, from "
        f"{reference.name}. {only}{counted(calm_and_happy, 'of them is', 'of them are')} "
        "calm and happy."
    )


def beyond_memory(reference: ReferenceSummary) -> str:
    """What is different where the set is not in memory, and why."""
    return (
        f"The {counted(reference.rows, 'song')} of this set stay outside the memory: all of them "
        "are searched, and the nearest ones listed. To order by sound or fame, to keep away from "
        "a song, and for the other pages, a set has to be in memory."
    )


def age(reference: ReferenceSummary, today: date) -> str:
    """When the set came to be, such as "from 2026-11-20, 4 days ago"; empty when unknown."""
    if reference.created_at is None:
        return ""
    days = (today - reference.created_at.date()).days
    ago = {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")
    return f"from {reference.created_at:%Y-%m-%d}, {ago}"


def expired(reference: ReferenceSummary) -> str:
    """That songs of Spotify's were dropped, and how to get them anew; empty when none were."""
    rows = dict(reference.dropped).get(EXPIRED, 0)
    if not rows:
        return ""
    return (
        f"{counted(rows, 'song that Spotify told was', 'songs that Spotify told were')} dropped, "
        "because its terms allow only temporary copies. A new crawl fetches them anew."
    )


def left_out(reference: ReferenceSummary) -> str:
    """How many rows of the table were left out, and why; empty when none were."""
    if not reference.dropped:
        return ""
    reasons = by_reason(reference.dropped)
    total = sum(rows for _, rows in reference.dropped)
    return f"{counted(total, 'row was', 'rows were')} left out: {reasons}."


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
