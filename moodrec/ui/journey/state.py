"""The route lives in the URL; the list and what can be taken back stay in the visit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from moodrec.errors import QueryError
from moodrec.itinerary import MAX_WAYPOINTS, Journey, Route
from moodrec.journey import Draft, History
from moodrec.journey.edits import Slot
from moodrec.model import MoodPoint
from moodrec.service import Service
from moodrec.ui import address as filters_of
from moodrec.ui import state
from moodrec.ui.journey import address
from moodrec.ui.journey.among import among, keep

START, WAYPOINT, END = "Start", "Waypoint", "End"
TARGETS = (START, WAYPOINT, END)
"""What a click on the plane may set."""
TARGET = "journey-target"
PICKED = "journey-pick"
_HISTORY = "journey-history"
_PLANNED = "journey-planned"  # for which set and route the history was begun


def route() -> Route:
    """The route that the URL tells. Raises QueryError."""
    given = {name: _given(name) for name in address.PARAMETERS}
    return address.route(given, state.filters(), among())


def change(**changes: Any) -> None:
    """Changes some of the route in the URL; what makes no sense is told and changes nothing."""
    try:
        state.put(address.of(replace(route(), **changes)))
    except QueryError as error:
        st.toast(str(error))


def forget() -> None:
    """Back to the example, without filters."""
    state.put({name: [] for name in address.PARAMETERS})
    state.forget_wishes()


def put_stop(target: str, stop: str | MoodPoint) -> None:
    """Makes a track id, a pasted text or a mood point a stop; a waypoint comes last, once."""
    if target == WAYPOINT:
        if route().via[-1:] == (stop,):  # a double click means what its first click meant
            return
        if len(route().via) == MAX_WAYPOINTS:
            st.toast(f"{MAX_WAYPOINTS} waypoints are the most. Take one away first.")
            return
        change(via=(*route().via, stop))
    else:
        change(**{"start" if target == START else "end": stop})


def drop_waypoint(number: int) -> None:
    """Takes a waypoint away, the first of which has the number 0."""
    via = route().via
    change(via=(*via[:number], *via[number + 1 :]))


def journey(service: Service, asked: Route) -> Journey:
    """The list of the route: the one under way, or a new one when the route is another.

    Locked songs stay. Raises MoodrecError.
    """
    now = (service.reference.version, asked)
    before = history()
    if before and st.session_state.get(_PLANNED) == now:
        return service.journey(asked, before.present)
    found = service.replan(asked, before.present) if before else service.journey(asked)
    draft = Draft.of(found)
    st.session_state[_HISTORY] = before.then(draft) if before else History(draft)
    st.session_state[_PLANNED] = now
    return found


def history() -> History | None:
    """The list and what can be taken back; None before the first journey."""
    found: History | None = st.session_state.get(_HISTORY)
    return found


def edit(change: Callable[[Draft], Draft]) -> None:
    """Changes the list, so that it can be taken back."""
    if before := history():
        st.session_state[_HISTORY] = before.then(change(before.present))


def undo() -> None:
    """Takes the last change of the list back."""
    if before := history():
        st.session_state[_HISTORY] = before.undo()


def redo() -> None:
    """Makes what was taken back again."""
    if before := history():
        st.session_state[_HISTORY] = before.redo()


def plan_anew() -> None:
    """Lets the next look at the page pick other songs around the locked ones."""
    st.session_state.pop(_PLANNED, None)


def state_of(asked: Route) -> dict[str, Any]:
    """The whole state of the page as JSON values: the route, its filters and the list."""
    before = history()
    return {
        "route": {name: told for name, told in address.of(asked).items() if told},
        "filters": {
            name: told for name, told in filters_of.of_filters(asked.filters).items() if told
        },
        "among": sorted(asked.among),
        "list": [[slot.track_id, slot.locked] for slot in before.present.slots] if before else [],
    }


def restore(service: Service, told: Mapping[str, Any]) -> None:
    """Puts such a state back. Raises QueryError for what is no such state."""
    try:
        given = {name: list(map(str, told["route"].get(name, ()))) for name in address.PARAMETERS}
        chosen = {
            name: list(map(str, told["filters"].get(name, ()))) for name in filters_of.PARAMETERS
        }
        ids = frozenset(map(str, told["among"]))
        slots = tuple(Slot(str(one), locked is True) for one, locked in told["list"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise QueryError("This link holds no journey. Start a new one.") from None
    asked = address.route(given, filters_of.filters(chosen), ids)
    draft = Draft(slots)
    state.put(given | chosen)
    keep(ids)
    if slots:
        st.session_state[_HISTORY] = History(draft)
        st.session_state[_PLANNED] = (service.reference.version, asked)


def _given(name: str) -> list[str]:
    return [value for value in st.query_params.get_all(name) if value.strip()]
