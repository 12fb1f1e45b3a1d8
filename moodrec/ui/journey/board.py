"""The plane with the journey on it; a click there sets a stop or chooses a song of the list."""

from __future__ import annotations

import streamlit as st

from moodrec import figures
from moodrec.figures import Figure, Palette, picking
from moodrec.itinerary import Journey
from moodrec.journey import words
from moodrec.overview import Overview
from moodrec.ui import cache, chart, frame
from moodrec.ui.journey import state

KEY = "journey-plane"


def show(overview: Overview, journey: Journey | None) -> None:
    """The plane, with a journey where there is one."""
    palette = frame.palette()
    about = f"{overview.songs:,} songs."
    figure = cache.background(overview.version, palette, overview)
    if journey:
        figure = drawn(overview, journey, palette, st.session_state.get(state.PICKED) or "")
        about = f"{words.way(journey)} {words.summary(journey)}"
    ids = {step.song.track.id for step in journey.steps} if journey else set()

    def clicked() -> None:
        for point in st.session_state[KEY]["selection"]["points"][:1]:
            picked = picking.on_plane(point, overview)
            if picked in ids:
                st.session_state[state.PICKED] = picked
            else:
                state.put_stop(st.session_state.get(state.TARGET) or state.WAYPOINT, picked)

    alt = f"The mood plane, valence to the right and energy upwards. {about}"
    chart.square(figure, key=KEY, alt=alt, on_click=clicked)


def drawn(overview: Overview, journey: Journey, palette: Palette, chosen: str = "") -> Figure:
    """The plane with a journey, and the chosen song of it."""
    backdrop = cache.background(overview.version, palette, overview)
    return figures.journey(backdrop, journey, palette, chosen)
