"""The lists that a visitor brought, two at most: they stay in this visit and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from moodrec.brought import MOST_ROWS, BroughtList
from moodrec.brought.rows import of_rows
from moodrec.links import is_track_id
from moodrec.listing import Listing
from moodrec.placement import Coverage
from moodrec.service import Service
from moodrec.texts import clean
from moodrec.ui import handover, takeaway

FIRST, SECOND = "A", "B"
_PAGE = "playlist"
_KEPT = "brought-"
_PLACED = "brought-placed-"
_OWN = "brought-own-"
_LONGEST = 100  # characters of a title that comes in a link


@dataclass(frozen=True, slots=True)
class Kept:
    """What was brought to a slot: the lists of its files, and which of them is looked at."""

    lists: tuple[BroughtList, ...]
    chosen: int = 0

    @property
    def brought(self) -> BroughtList:
        """The list that is looked at."""
        return self.lists[self.chosen]


def put(slot: str, lists: Sequence[BroughtList]) -> None:
    """Brings lists to a slot, in place of those before."""
    st.session_state.pop(_PLACED + slot, None)
    st.session_state[_KEPT + slot] = Kept(tuple(lists))


def kept(slot: str) -> Kept | None:
    """What was brought to a slot, if anything."""
    found: Kept | None = st.session_state.get(_KEPT + slot)
    return found


def choose(slot: str, place: int) -> None:
    """Looks at another list of the slot."""
    if found := kept(slot):
        st.session_state.pop(_PLACED + slot, None)
        st.session_state[_KEPT + slot] = Kept(found.lists, place)


def forget(slot: str) -> None:
    """Forgets what was brought to a slot, and what was found out; a second list moves up."""
    for key in (_KEPT, _PLACED):
        st.session_state.pop(key + slot, None)
    if slot == FIRST and (second := st.session_state.pop(_KEPT + SECOND, None)):
        st.session_state[_KEPT + FIRST] = second
        st.session_state[_PLACED + FIRST] = st.session_state.pop(_PLACED + SECOND, None)


def coverage(slot: str, service: Service) -> Coverage | None:
    """The slot's list on the plane; None when there is none.

    It is placed once for each reference set and all the visitor's own places: a long list, and
    the songs made of it, take a while.
    """
    found = kept(slot)
    if found is None:
        return None
    placed: Coverage | None = st.session_state.get(_PLACED + slot)
    if placed is None or placed.reference is not service.reference:
        placed = st.session_state[_PLACED + slot] = service.place(found.brought)
    elif st.session_state.get(_OWN + slot, service.own) != service.own:
        placed = st.session_state[_PLACED + slot] = service.place(found.brought, placed.asked)
    st.session_state[_OWN + slot] = service.own
    return placed


def coverages(service: Service) -> dict[str, Coverage]:
    """The lists on the plane, by slot, the first one first. Raises MoodrecError."""
    found = {slot: coverage(slot, service) for slot in (FIRST, SECOND)}
    return {slot: placed for slot, placed in found.items() if placed}


def ask(slot: str, service: Service) -> None:
    """Asks the sources for the next part of what is open."""
    if placed := coverage(slot, service):
        st.session_state[_PLACED + slot] = service.ask(placed)


def hand_in(title: str, ids: Sequence[str]) -> None:
    """Takes a list over from another page, or from the account, as the first one."""
    rows = [{"id": one} for one in ids if is_track_id(one)][:MOST_ROWS]
    if rows:
        put(FIRST, (of_rows(title, rows),))


def state_of(listing: Listing) -> dict[str, Any]:
    """A list as JSON values that restore() reads: its title and its track ids."""
    return {"title": listing.title, "ids": list(listing.ids)}


def restore(state: Mapping[str, Any]) -> None:
    """Brings back the list that state_of() told; what else is in there is passed over."""
    ids, title = state.get("ids"), state.get("title")
    if isinstance(ids, list):
        known = clean(title)[:_LONGEST] if isinstance(title, str) else ""
        hand_in(known or "A list", [one for one in ids if isinstance(one, str)])


def arrive() -> None:
    """Takes over what comes to the page, once: a link's list, or songs of another page."""
    if (told := takeaway.restored(_PAGE)) is not None:
        restore(told)
    if handed := handover.received(_PAGE):
        handover.forget(_PAGE)
        hand_in(handed.title, handed.ids)
