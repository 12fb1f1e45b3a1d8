"""What is explored stands in the address: ?x=tempo&y=energy&colour=genre&select=spot:0.3:0.06."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from moodrec import survey
from moodrec.errors import QueryError
from moodrec.figures.explore import TOOLS
from moodrec.filters import Filters
from moodrec.survey import FIXED, One, Selection
from moodrec.ui import address, state

_SELECT = "select"
USUAL = {"x": "valence", "y": "energy", "colour": "quadrant", "size": FIXED, "tool": "click"}
"""What is shown where the address says nothing."""


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at and how: two columns, a colour, a size, a tool, filters, a selection."""

    x: str
    y: str
    colour: str
    size: str
    tool: str
    filters: Filters
    selection: Selection | None


def read() -> View:
    """The view that the address tells. Raises QueryError."""
    told = {name: st.query_params.get(name, "") or usual for name, usual in USUAL.items()}
    if told["tool"] not in TOOLS:
        raise QueryError(f"There is no such tool. There are {', '.join(TOOLS)}.")
    text = st.query_params.get(_SELECT, "")
    return View(**told, filters=state.filters(), selection=survey.parse(text) if text else None)


def put(**changes: str) -> None:
    """Changes the address; what is usual is not written.

    A region that was drawn on other axes means nothing on new ones: it goes.
    """
    told = {name: [] if value == USUAL[name] else [value] for name, value in changes.items()}
    if {"x", "y"} & {*changes} and not st.query_params.get(_SELECT, "").startswith("song:"):
        told[_SELECT] = []
    state.put(told)


def select(selection: Selection | None) -> None:
    """Puts another selection into the address, or takes it away."""
    state.put({_SELECT: [] if selection is None else [str(selection)]})


def select_song(track_id: str) -> None:
    """Selects one song."""
    select(One(track_id))


def forget() -> None:
    """Takes all of it out of the address, also what cannot be read."""
    state.put({name: [] for name in (*USUAL, _SELECT, *address.PARAMETERS)})
