"""The parts of the page, one of which is shown at a time: the address says which."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from moodrec.service import Service
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


def show(service: Service) -> None:
    """Draws the titles, and the part that is chosen. Raises MoodrecError."""
    part = st.segmented_control(
        "Part of the method",
        list(PARTS),
        format_func=lambda name: PARTS[name][0],
        default=next(iter(PARTS)),
        required=True,
        key="part",
        bind="query-params",
        label_visibility="collapsed",
    )
    _, draw = PARTS[part or next(iter(PARTS))]
    draw(service)
