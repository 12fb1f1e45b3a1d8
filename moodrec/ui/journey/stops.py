"""Where a journey starts, what it passes and where it ends: by link, by mood, or by a click."""

from __future__ import annotations

import streamlit as st

from moodrec.itinerary import Journey, Route
from moodrec.journey import words
from moodrec.model import MoodPoint
from moodrec.ui.journey import state
from moodrec.ui.journey.state import END, START, TARGET, TARGETS, WAYPOINT
from moodrec.ui.text import plain

_LONGEST_LINK = 500  # characters
_ICONS = {START: "play_arrow", WAYPOINT: "add_location_alt", END: "flag"}


def show(asked: Route) -> None:
    """A button for each end, one that adds a waypoint, and one for each that takes it away."""
    with st.container(horizontal=True, vertical_alignment="center"):
        for target in TARGETS:
            with st.popover(target, icon=f":material/{_ICONS[target]}:", key=f"stop-{target}"):
                _choose(target)
        for number, stop in enumerate(asked.via):
            st.button(
                f"Waypoint {number + 1}",
                key=f"waypoint-{number}",
                icon=":material/close:",
                on_click=state.drop_waypoint,
                args=(number,),
                help=f"Take {plain(str(stop)[:60])} away",
            )


def named(journey: Journey) -> None:
    """The stops by their names."""
    first, *between, last = (plain(words.stop(stop)) for stop in journey.stops)
    via = "".join(f" → {name}" for name in between)
    st.markdown(f"**From** {first}{via} **to** {last}")


def clicks() -> None:
    """What a click on the plane sets."""
    st.segmented_control(
        "A click on the plane sets", TARGETS, default=WAYPOINT, key=TARGET, required=True
    )


def _choose(target: str) -> None:
    with st.form(f"link-{target}", border=False):
        st.text_input(
            "Spotify link or track id",
            key=f"typed-{target}",
            placeholder="https://open.spotify.com/track/…",
            autocomplete="off",
        )
        st.form_submit_button("Use this song", on_click=_take_link, args=(target,))
    with st.form(f"mood-{target}", border=False):
        st.markdown("**My mood now**" if target == START else "**A mood**")
        st.slider("Valence: sombre to upbeat", 0.0, 1.0, 0.5, 0.01, key=f"valence-{target}")
        st.slider("Energy: calm to energetic", 0.0, 1.0, 0.5, 0.01, key=f"energy-{target}")
        st.form_submit_button("Use this mood", on_click=_take_mood, args=(target,))


def _take_link(target: str) -> None:
    if text := st.session_state[f"typed-{target}"].strip()[:_LONGEST_LINK]:
        state.put_stop(target, text)


def _take_mood(target: str) -> None:
    values = (st.session_state[f"{axis}-{target}"] for axis in ("valence", "energy"))
    state.put_stop(target, MoodPoint(*values))
