"""Says why a pick is in the list, and what filters did, in words without false precision."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from moodrec.filters import Filters
from moodrec.kinds import KINDS
from moodrec.model import Emptied, Heard, Neighbour, Recommendation, Ring
from moodrec.texts import counted
from moodrec.wishes import RING_RADIUS, Wishes

FEATURE_WORDS = {
    "danceability": ("as danceable", "more danceable", "less danceable"),
    "acousticness": ("as acoustic", "more acoustic", "less acoustic"),
    "instrumentalness": ("as much sung", "less sung", "more sung"),
    "speechiness": ("as wordy", "wordier", "less wordy"),
    "liveness": ("as live", "more live", "less live"),
    "loudness": ("as loud", "louder", "quieter"),
    "tempo": ("as fast", "faster", "slower"),
}
"""What a feature is called where a pick agrees with the seed, has more of it, or less."""

_HEARD = {
    "playlists": "on the same playlists",
    "ListenBrainz": "played by the same people (ListenBrainz)",
}
_SAID = {
    "playlists": "{songs} on the same playlists",
    "ListenBrainz": "{songs} played by the same people (ListenBrainz)",
}
_FILTERS = {
    "genres": "the genres you chose",
    "without_genres": "the genres you left out",
    "without_artists": "the artists you left out",
    "without_songs": "your list",
}
_KNOWN = 0.8  # percentile of popularity from which a song is well known
_UNKNOWN = 0.2
_STEP = 3  # radii that are a step


def closeness(neighbour: Neighbour, ring: Ring) -> str:
    """How near a neighbour is, in words."""
    if neighbour.distance <= ring.radius:
        return "same mood" if neighbour.distance <= RING_RADIUS else "inside the ring"
    return "a step away" if neighbour.distance <= _STEP * ring.radius else "farther away"


def reason(neighbour: Neighbour, ring: Ring) -> str:
    """Why a pick is in the list, such as "pop too · same mood · as danceable, slower"."""
    why = neighbour.why
    sound = [FEATURE_WORDS[name][0] for name in why.alike]
    sound += [FEATURE_WORDS[name][1 if sign > 0 else 2] for name, sign in why.differs]
    parts = [
        f"{why.genre} too" if why.genre else neighbour.track.genre or "",
        closeness(neighbour, ring),
        ", ".join(sound),
        _fame(why.fame),
        *(_HEARD.get(name, f"named by {name}") for name in why.heard),
    ]
    return " · ".join(filter(None, parts))


def widened(answer: Recommendation) -> str:
    """That the ring had to be widened; empty when it had not."""
    ring = answer.ring
    if ring.reach <= ring.radius or not answer.neighbours:
        return ""
    inside = {0: "no song", 1: "one song"}.get(ring.allowed, f"{ring.allowed:,} songs")
    times = ring.reach / ring.radius
    wider = f"{times:,.0f}" if times >= 10 else f"{round(times, 1):g}"  # noqa: PLR2004  # a decimal says more
    return f"The ring holds {inside} for this list, so it was widened to {wider} times its radius."


def emptied(found: Emptied) -> str:
    """Which filter left nothing, and what relaxing it brings back."""
    name = filter_name(found.filter)
    if not found.songs:
        return (
            "No song passes your filters, and no single one is to blame. "
            f"The one that takes most away is {name}."
        )
    back = counted(found.songs, "song comes", "songs come")
    return f"No song passes your filters. Without {name}, {back} back."


def heard(answer: Recommendation) -> str:
    """What the listening data said: how many songs, and how much that counts; or why nothing."""
    spoke = [one.source for one in answer.heard if one.scores]
    return " ".join(_heard(one, answer.wishes, spoke) for one in answer.heard if not one.waiting)


def _heard(told: Heard, wished: Wishes, spoke: Collection[str]) -> str:
    if not told.scores:
        return told.missing
    songs = counted(len(told.scores), "song")
    said = _SAID.get(told.source, f"{told.source} names {{songs}}").format(songs=songs)
    part = 100 * wished.part_of(told.source, spoke)
    return f"{said}, which counts for {part:.0f} % of the order."


def late(sources: Iterable[str]) -> str:
    """That sources of listening data did not answer in time."""
    return f"{', '.join(sources)} did not answer within two seconds and is missing here."


def filtered(filters: Filters) -> str:
    """Which filters are set; empty when none is."""
    names = ", ".join(map(filter_name, filters.names()))
    return f"Filters: {names}." if names else ""


def filter_name(name: str) -> str:
    """A filter as a listener would call it, such as "the range of tempo"."""
    field, _, which = name.partition(":")
    if field == "range":
        return f"the range of {'length' if which == 'duration_ms' else which}"
    if field == "without_kinds":
        return f"“no {KINDS[which].name}”"
    return _FILTERS[field]


def _fame(percentile: float | None) -> str:
    if percentile is None:
        return ""
    if percentile >= _KNOWN:
        return "well known"
    return "little known" if percentile <= _UNKNOWN else ""
