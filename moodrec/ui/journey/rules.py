"""How a journey runs: its shape, its length, its rules, and the filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from moodrec.itinerary import FEWEST, MOST, USUAL_SONGS, WIDEST_GAP, Route
from moodrec.journey import SHAPES
from moodrec.service import Service
from moodrec.texts import counted
from moodrec.ui import filtering
from moodrec.ui import state as shared
from moodrec.ui.journey import among, state

SIZE, RULES = "journey-size", "journey-rules"
"""Keys of the buttons that show the length and the rules."""
_SIZES = ("Songs", "Minutes")
_MINUTES = (5.0, 240.0, 45.0)  # from, to and at first on the slider; the address may ask for more


def show(asked: Route, service: Service) -> None:
    """The shape and, behind buttons, length, rules and filters."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _shape(asked)
        _behind("Length", "timer", SIZE, lambda: _size(asked))
        _behind("Rules", "rule", RULES, lambda: _rules(asked))
        filtering.show(asked.filters, service.index.sieve)
    if asked.among:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"Only from the {counted(len(asked.among), 'song')} that you brought.")
            st.button("From all songs", on_click=among.keep, args=(frozenset(),))


def _shape(asked: Route) -> None:
    shared.show("journey-shape", asked.shape)
    st.selectbox(
        "Shape",
        list(SHAPES),
        key="journey-shape",
        width=200,
        help="\n\n".join(f"**{name}**: {one.about}." for name, one in SHAPES.items()),
        on_change=lambda: state.change(shape=st.session_state["journey-shape"]),
    )


def _behind(label: str, icon: str, key: str, draw: Callable[[], None]) -> None:
    """A button that shows more; what nobody sees is not sent, and so is never out of date."""
    popover = st.popover(label, icon=f":material/{icon}:", key=key, on_change="rerun")
    if popover.open:
        with popover:
            draw()


def _size(asked: Route) -> None:
    by_minutes = asked.minutes is not None
    shared.show("journey-by", _SIZES[by_minutes])
    st.segmented_control("Measured in", _SIZES, key="journey-by", required=True, on_change=_by)
    if asked.minutes is None:
        _slider("songs", "How many songs", asked.songs, FEWEST, MOST)
    else:
        low, high, _ = _MINUTES
        _slider("minutes", "How many minutes", min(max(asked.minutes, low), high), low, high)


def _by() -> None:
    if chosen := st.session_state["journey-by"]:  # none, when a run was broken off
        minutes = _MINUTES[2] if chosen == _SIZES[1] else None
        state.change(minutes=minutes, songs=USUAL_SONGS)


def _slider(name: str, label: str, value: float, low: float, high: float, **more: Any) -> None:
    key = f"journey-{name}"
    shared.show(key, value)
    st.slider(
        label,
        low,
        high,
        step=type(low)(1),
        key=key,
        on_change=lambda: state.change(**{name: st.session_state[key]}),
        **more,
    )


def _rules(asked: Route) -> None:
    _toggle("one_per_artist", "One song per artist", on=asked.one_per_artist)
    _toggle("one_per_recording", "No second releases", on=asked.one_per_recording)
    _slider(
        "genre_gap",
        "Other songs between two of a genre",
        asked.genre_gap,
        0,
        WIDEST_GAP,
        help="0: genres do not matter.",
    )


def _toggle(name: str, label: str, *, on: bool) -> None:
    key = f"journey-{name}"
    shared.show(key, on)
    st.toggle(label, key=key, on_change=lambda: state.change(**{name: st.session_state[key]}))
