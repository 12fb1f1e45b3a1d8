"""From what a person gives, a link or a mood, to a seed: a place, and the track that lies there."""

from __future__ import annotations

from collections.abc import Callable

from moodrec import links, mood
from moodrec.errors import LinkError, MoodUnknownError
from moodrec.lookup import Knowing, Lookup
from moodrec.model import AudioFeatures, MoodPoint, Seed


def seed_of(
    given: str | MoodPoint,
    lookup: Lookup,
    reference: Knowing,
    mine: Callable[[str], AudioFeatures | None],
    *,
    offline: bool,
) -> tuple[Seed, tuple[str, ...]]:
    """The seed, and sentences on sources that could not be asked.

    `mine` tells what the listener's own ears say of a track id. Raises LinkError for text that
    is no link to a track, MoodUnknownError for a track without known mood, SourceError when
    a short link cannot be resolved.
    """
    if isinstance(given, MoodPoint):
        return Seed(given), ()
    track_id = links.require_track(_resolved(links.parse(given), lookup))
    found = lookup.find(track_id, reference, mine(track_id))
    point = mood.locate(found.features) if found.features else None
    if point is None:
        raise MoodUnknownError(
            found.track, found.mood_failures, found.title_failures, offline=offline
        )
    failures = (*found.mood_failures, *found.title_failures)
    return Seed(point, found.track, found.features), tuple(dict.fromkeys(map(str, failures)))


def _resolved(link: links.Link, lookup: Lookup) -> links.Link:
    """The link itself, or what a short link stands for."""
    resolver = lookup.sources.short_links
    if link.kind != "short" or resolver is None:
        return link
    resolved = resolver.resolve(link)
    if resolved.kind == "short":
        raise LinkError("This short link leads to another one. Paste the long address.")
    return resolved
