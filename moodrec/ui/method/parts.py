"""The parts of the page, one of which is shown at a time: the address says which."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from moodrec.service import Service
from moodrec.ui import state
from moodrec.ui.method import axes, certainty, data, hearing, metrics, steps

PARTS: dict[str, tuple[str, Callable[[Service], None]]] = {
    "steps": ("Step by step", steps.show),
    "axes": ("The axes", axes.show),
    "metrics": ("Metrics", metrics.show),
    "sure": ("How sure", certainty.show),
    "ears": ("By ear", hearing.show),
    "data": ("The data", data.show),
}
"""What the address calls each part, its title, and what draws it."""
_PART = "part"


def show(service: Service) -> None:
    """Draws the titles, and the part that is chosen. Raises MoodrecError."""
    part = _chosen()
    _titles(part)
    _, draw = PARTS[part]
    draw(service)


def _chosen() -> str:
    """The part that the address tells; the first where it tells none that exists."""
    told = st.query_params.get(_PART, "")
    return told if told in PARTS else next(iter(PARTS))


def _titles(part: str) -> None:
    key = f"method-{_PART}"
    state.show(key, part)

    def turn() -> None:
        if chosen := st.session_state[key]:  # none, when a run was broken off while it was drawn
            state.put({_PART: [chosen]})

    st.segmented_control(
        "Part of the method",
        list(PARTS),
        key=key,
        required=True,
        format_func=lambda name: PARTS[name][0],
        label_visibility="collapsed",
        on_change=turn,
    )
