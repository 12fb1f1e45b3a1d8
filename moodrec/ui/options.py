"""What is behind the button Options: how many songs, which repeats, a mood by its numbers."""

from __future__ import annotations

import streamlit as st

from moodrec.model import MAX_NEIGHBOURS
from moodrec.ui import state
from moodrec.ui.address import ALL_ARTISTS, ALL_RELEASES, COUNT, Options

OPEN = "options"
"""Key of the button that shows the options."""


def show(chosen: Options) -> None:
    """The options behind a button."""
    popover = st.popover("Options", key=OPEN, on_change="rerun")
    if not popover.open:
        return  # what nobody sees need not be sent
    with popover:
        _count(chosen["n"])
        _repeats(
            ALL_ARTISTS, "one_per_artist", "Several songs of one artist", chosen["one_per_artist"]
        )
        _repeats(
            ALL_RELEASES,
            "one_per_recording",
            "Several releases of one recording",
            chosen["one_per_recording"],
            about="The songs out of the box hold one release of each recording in any case.",
        )
        st.divider()
        _mood()


def _count(n: int) -> None:
    state.show(COUNT, min(max(n, 1), MAX_NEIGHBOURS))  # the address may ask for others
    st.slider(
        "How many songs",
        1,
        MAX_NEIGHBOURS,
        key=COUNT,
        on_change=lambda: state.opt(n=st.session_state[COUNT]),
    )


def _repeats(key: str, option: str, label: str, once: bool, about: str | None = None) -> None:
    """Whether songs may repeat an artist or a recording: on where each is taken `once` no more."""
    state.show(key, not once)
    st.toggle(
        label,
        key=key,
        help=about,
        on_change=lambda: state.opt(**{option: not st.session_state[key]}),
    )


def _mood() -> None:
    with st.form("mood", border=False):
        st.slider("Valence: sombre to upbeat", 0.0, 1.0, 0.5, 0.01, key=state.VALENCE)
        st.slider("Energy: calm to energetic", 0.0, 1.0, 0.5, 0.01, key=state.ENERGY)
        st.form_submit_button("Find songs of this mood", on_click=state.choose_mood)
