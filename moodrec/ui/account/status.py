"""Who is logged in, told small in the sidebar, with the ways out."""

from __future__ import annotations

import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.ui.account import offer, visit
from moodrec.ui.text import plain

_LEFT = f"{visit.PREFIX}left"


def status() -> None:
    """Draws it; nothing where nobody can log in."""
    try:
        if visit.account() is None:
            return
    except MoodrecError:  # the page tells it
        return
    st.markdown("**Spotify**")
    who = visit.listener()
    if who:
        st.caption(f"Logged in as {plain(who.name)}")
        with st.container(horizontal=True):
            st.button("Log out", key="log-out", on_click=visit.log_out)
            st.button(
                "Disconnect",
                key="disconnect",
                on_click=_disconnect,
                help="Logs you out and shows where to take back what you allowed.",
            )
        return
    if st.session_state.get(_LEFT):
        st.caption(
            "moodrec has forgotten your account. Take back what you allowed on "
            "[your page at Spotify](https://www.spotify.com/account/apps): “Remove access”."
        )
    offer.show(key="sidebar")


def _disconnect() -> None:
    visit.log_out()
    st.session_state[_LEFT] = True
