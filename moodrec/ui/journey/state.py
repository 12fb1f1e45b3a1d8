"""The route lives in the URL; what is changed on the page changes it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from moodrec.errors import QueryError
from moodrec.itinerary import MAX_WAYPOINTS, Route
from moodrec.model import MoodPoint
from moodrec.ui import address as filters_of
from moodrec.ui import state
from moodrec.ui.journey import address
from moodrec.ui.journey.among import among
from moodrec.ui.text import plain

Stops = tuple[str | MoodPoint, ...]

START, WAYPOINT, END = "Start", "Waypoint", "End"
TARGETS = (START, WAYPOINT, END)
"""What a click on the plane may set."""
TARGET = "journey-target"
PICKED = "journey-pick"


def route() -> Route:
    """The route that the URL tells. Raises QueryError."""
    given = {name: _given(name) for name in address.PARAMETERS}
    return address.route(given, state.filters(), among())


def change(**changes: Any) -> None:
    """Changes some of the route in the URL; what makes no sense is told and changes nothing."""
    _change(lambda _: changes)


def forget() -> None:
    """Back to the example, without filters."""
    state.put({name: [] for name in address.PARAMETERS})
    state.forget_wishes()


def put_stop(target: str, stop: str | MoodPoint) -> None:
    """Makes a track id, a pasted text or a mood point a stop; a waypoint comes last, once."""
    if target == WAYPOINT:
        _change(lambda asked: {"via": _with(asked.via, stop)})
    else:
        change(**{"start" if target == START else "end": stop})


def drop_waypoint(number: int) -> None:
    """Takes a waypoint away, the first of which has the number 0."""
    _change(lambda asked: {"via": (*asked.via[:number], *asked.via[number + 1 :])})


def parameters(asked: Route) -> dict[str, list[str]]:
    """A route with its filters as the URL tells it."""
    return address.of(asked) | filters_of.of_filters(asked.filters)


def _given(name: str) -> list[str]:
    return [value for value in st.query_params.get_all(name) if value.strip()]


def _change(changes: Callable[[Route], Mapping[str, Any]]) -> None:
    """Changes the route in the URL by what it is; tells what makes no sense."""
    try:
        asked = route()
        state.put(address.of(replace(asked, **changes(asked))))
    except QueryError as error:
        st.toast(plain(str(error)))


def _with(via: Stops, stop: str | MoodPoint) -> Stops:
    if via[-1:] == (stop,):  # a double click means what its first click meant
        return via
    if len(via) == MAX_WAYPOINTS:
        raise QueryError(f"{MAX_WAYPOINTS} waypoints are the most. Take one away first.")
    return (*via, stop)
