"""The controls above the plane, and what they ask for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from moodrec import survey
from moodrec.errors import MoodrecError
from moodrec.figures.explore import TOOLS
from moodrec.reference import ReferenceSet
from moodrec.service import Service
from moodrec.survey import FIXED, Corner, Survey
from moodrec.survey.hues import colours
from moodrec.ui import filtering, state
from moodrec.ui.explore import place
from moodrec.ui.explore.place import View
from moodrec.ui.text import plain

_NAMES = {"duration_ms": "length"}
_ICONS = {
    "click": ":material/ads_click:",
    "box": ":material/select:",
    "lasso": ":material/gesture:",
}


@dataclass(frozen=True, eq=False)
class Explored:
    """What the page shows: the survey, and the selected rows in their order.

    `selected` is None where nothing is selected; `corners` hold the songs that pass.
    """

    service: Service
    view: View
    survey: Survey
    passing: NDArray[np.bool_]
    selected: NDArray[np.int64] | None
    corners: tuple[Corner, ...]

    @property
    def reference(self) -> ReferenceSet:
        """The reference set."""
        return self.service.reference


def ask(service: Service) -> Explored:
    """Draws the controls and looks at what they ask for. Raises QueryError."""
    view = place.read()
    found = service.survey(view.x, view.y, view.filters)
    passing = service.index.sieve.sift(view.filters).passing
    _controls(view, service)
    return Explored(
        service=service,
        view=view,
        survey=found,
        passing=passing,
        selected=None
        if view.selection is None
        else survey.chosen(view.selection, service.reference, found.x, found.y, passing),
        corners=survey.corners(service.reference, passing) if found.mood else (),
    )


def problem(error: MoodrecError, *, opened: bool) -> None:
    """What went wrong, and a way back where a set is open to go back to."""
    st.error(plain(str(error)))
    if opened:
        st.button("Back to the whole set", on_click=place.forget)


def _controls(view: View, service: Service) -> None:
    columns = survey.known(service.reference)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choice("Across", "x", view.x, columns)
        _choice("Up", "y", view.y, columns)
        _choice("Colour", "colour", view.colour, colours(service.reference))
        _choice("Size", "size", view.size, (FIXED, *columns))
        filtering.show(view.filters, service.index.sieve)
    for notice in service.index.sieve.sift(view.filters).notices:
        st.caption(plain(notice))


def _choice(label: str, name: str, now: str, options: tuple[str, ...]) -> None:
    key = f"explore-{name}"
    state.show(key, now)
    st.selectbox(
        label,
        options,
        key=key,
        width=150,
        format_func=lambda column: str(_NAMES.get(column, column)).capitalize(),
        on_change=lambda: place.put(**{name: st.session_state[key]}),
    )


def tool(view: View) -> None:
    """What a finger or a mouse does on the plane."""
    key = "explore-tool"
    state.show(key, view.tool)

    def take() -> None:
        if chosen := st.session_state[key]:  # none, when a run was broken off while it was drawn
            place.put(tool=chosen)

    st.segmented_control(
        "What the mouse does",
        list(TOOLS),
        key=key,
        required=True,
        label_visibility="collapsed",
        format_func=lambda name: f"{_ICONS[name]} {name.capitalize()}",
        on_change=take,
    )
