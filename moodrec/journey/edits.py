"""What a person changes in a journey's list, song by song, and takes back again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from moodrec.errors import QueryError
from moodrec.itinerary import FEWEST, Journey

_T = TypeVar("_T")
REMEMBERED = 50
"""Changes that can be taken back."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A song in its place; locked, it is neither swapped nor removed, and keeps its place."""

    track_id: str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """The list of a journey while it is worked on. Raises QueryError for a song twice."""

    slots: tuple[Slot, ...]

    def __post_init__(self) -> None:
        if len({slot.track_id for slot in self.slots}) < len(self.slots):
            raise QueryError("A song can be in a journey only once.")

    @classmethod
    def of(cls, journey: Journey) -> Draft:
        """The list of a journey."""
        return cls(tuple(Slot(step.song.track.id, step.locked) for step in journey.steps))

    @property
    def ids(self) -> tuple[str, ...]:
        """The track ids in their order."""
        return tuple(slot.track_id for slot in self.slots)

    def slot(self, track_id: str) -> Slot | None:
        """The slot of a song; None when it is not in the list."""
        return next((slot for slot in self.slots if slot.track_id == track_id), None)

    def may_change(self, track_id: str) -> bool:
        """True for a song of the list that is not locked."""
        slot = self.slot(track_id)
        return slot is not None and not slot.locked


def lock(draft: Draft, track_id: str) -> Draft:
    """Fixes a song at its place."""
    return _each(draft, track_id, lambda slot: replace(slot, locked=True))


def unlock(draft: Draft, track_id: str) -> Draft:
    """Frees a song again."""
    return _each(draft, track_id, lambda slot: replace(slot, locked=False))


def swap(draft: Draft, track_id: str, other: str) -> Draft:
    """Puts another song into the place of one that is not locked, unless it is there already."""
    if not draft.may_change(track_id) or other in draft.ids:
        return draft
    return _each(draft, track_id, lambda _: Slot(other))


def remove(draft: Draft, track_id: str) -> Draft:
    """Makes the list shorter by one song that is not locked, but never shorter than two."""
    if not draft.may_change(track_id) or len(draft.slots) <= FEWEST:
        return draft
    return Draft(tuple(slot for slot in draft.slots if slot.track_id != track_id))


def move(draft: Draft, track_id: str, steps: int) -> Draft:
    """Moves a song so many steps down, or up when it is less than 0, as far as the list goes.

    Locked songs keep their places: the others pass them by.
    """
    if not draft.may_change(track_id):
        return draft
    free = [slot for slot in draft.slots if not slot.locked]
    now = next(place for place, slot in enumerate(free) if slot.track_id == track_id)
    then = min(max(now + steps, 0), len(free) - 1)
    free.insert(then, free.pop(now))
    moved = iter(free)
    return Draft(tuple(slot if slot.locked else next(moved) for slot in draft.slots))


def held(draft: Draft, n: int) -> dict[int, str]:
    """The locked songs by their places in a list of `n`; where that is as long, the same ones.

    In a shorter or longer list each goes to the same share of the way, in the same order.
    With fewer places than locked songs the last ones are left out.
    """
    last, size = max(len(draft.slots) - 1, 1), n - 1
    locked = [(place, slot.track_id) for place, slot in enumerate(draft.slots) if slot.locked]
    places: dict[int, str] = {}
    free = 0
    for done, (place, track_id) in enumerate(locked[:n]):
        after = min(len(locked), n) - done - 1  # so many have to find a place behind it
        free = max(free, min(round(place * size / last), size - after))
        places[free] = track_id
        free += 1
    return places


@dataclass(frozen=True, slots=True)
class History(Generic[_T]):
    """What is there now, what was before, the last one last, and what was taken back."""

    present: _T
    past: tuple[_T, ...] = ()
    future: tuple[_T, ...] = ()

    def then(self, changed: _T) -> History[_T]:
        """Goes on with another one; the same one is no change."""
        if changed == self.present:
            return self
        return History(changed, (*self.past, self.present)[-REMEMBERED:])

    def undo(self) -> History[_T]:
        """The one before, if any is remembered."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.present, *self.future))

    def redo(self) -> History[_T]:
        """The one that was taken back last, if any."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.present), self.future[1:])


def _each(draft: Draft, track_id: str, change: Callable[[Slot], Slot]) -> Draft:
    slots: Iterable[Slot] = (
        change(slot) if slot.track_id == track_id else slot for slot in draft.slots
    )
    return Draft(tuple(slots))
