"""What is said of the explored set and of a selection in it."""

from __future__ import annotations

from moodrec import survey
from moodrec.errors import QueryError
from moodrec.model import MoodPoint
from moodrec.mood import describe
from moodrec.survey import One, Spot, Survey
from moodrec.texts import counted
from moodrec.ui.explore.asking import Explored

_FEW = 10
SHOWN = 500
"""Songs of a selection that the table shows."""
TAKEN = 10_000
"""Songs of a selection that go with it to another page or into a file."""


def selection(seen: Explored) -> str:
    """How many songs are selected, and of how many."""
    if seen.selected is None:
        return (
            f"{counted(seen.survey.passing, 'song')}. Click a dot for that song, an empty spot for "
            "the songs of its mood, or draw a box or a lasso around some."
        )
    songs, chosen = len(seen.selected), seen.view.selection
    if isinstance(chosen, One):
        return "" if songs else "This reference set has no such song. Select another one."
    if isinstance(chosen, Spot) and seen.survey.mood:
        return _mood(seen, chosen, songs)
    if not songs:
        return "No song is here. Draw a larger region, try another place, or relax the filters."
    of = f"{songs:,} of {counted(seen.survey.passing, 'song')}"
    return f"{of} {'lives' if songs == 1 else 'live'} here."


def _mood(seen: Explored, spot: Spot, songs: int) -> str:
    point = point_of(spot)
    words = describe(point)
    alike = survey.alike(seen.reference, point, seen.passing)
    share = {0: "no song shares", 1: "one song shares"}.get(songs, f"{songs:,} songs share")
    thin = " – a thin part of the plane" if songs < _FEW else ""
    return (
        f"{words[0].upper()}{words[1:]}: {share} this mood{thin}. In words, "
        f"{alike:,} of {counted(seen.survey.passing, 'song')} are so."
    )


def point_of(spot: Spot) -> MoodPoint:
    """The mood at a spot. Raises QueryError outside the plane."""
    try:
        return MoodPoint(round(spot.x, 5), round(spot.y, 5))
    except QueryError:
        raise QueryError("This spot lies outside the plane. Click inside of it.") from None


def thin(seen: Explored) -> str:
    """The corners that hold few songs; empty where none does."""
    few = survey.thin(seen.corners, seen.survey.passing)
    if not few or not seen.survey.passing:
        return ""
    names = ", ".join(f"{one.word} ({one.songs:,})" for one in few)
    which = "corner" if len(few) == 1 else "corners"
    return f"Thin {which} of these {counted(seen.survey.passing, 'song')}: {names}."


def gaps(found: Survey) -> list[str]:
    """What is not drawn, and why."""
    said = []
    if found.unknown:
        axes = found.x.label if found.x == found.y else f"{found.x.label} or {found.y.label}"
        said.append(f"Not drawn: {counted(found.unknown, 'song')} without a known {axes}.")
    if found.beyond:
        said.append(f"Not drawn: {counted(found.beyond, 'song')} beyond the ends of the axes.")
    if not found.passing:
        said.append("No song passes your filters. Relax one of them.")
    return said


def shown(seen: Explored) -> str:
    """How much of the selection the table shows, and in which order."""
    return f"{_first(seen, SHOWN)} shown, {_order(seen)}."


def taken(seen: Explored) -> str:
    """How much of the selection can be taken away, and in which order."""
    return f"{_first(seen, TAKEN)} in this list, {_order(seen)}."


def left(seen: Explored) -> str:
    """What cannot be taken away; empty where all of it can."""
    if seen.selected is None or len(seen.selected) <= TAKEN:
        return ""
    return (
        f"{_first(seen, TAKEN)} songs can be taken away, {_order(seen)}. "
        "Select fewer for the others."
    )


def _first(seen: Explored, most: int) -> str:
    songs = 0 if seen.selected is None else len(seen.selected)
    return f"{min(songs, most):,} of {songs:,}"


def _order(seen: Explored) -> str:
    nearest = isinstance(seen.view.selection, Spot)
    return "the nearest first" if nearest else "the best known first"


def alt(seen: Explored) -> str:
    """The figure in a sentence."""
    x, y = seen.survey.x, seen.survey.y
    return (
        f"{counted(seen.survey.passing, 'song')} by {x.title} to the right and {y.title} upwards, "
        f"with histograms of both. {selection(seen)}"
    )
