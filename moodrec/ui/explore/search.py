"""The search by title or artist: a box, and under it the songs that may be meant."""

from __future__ import annotations

import streamlit as st

from moodrec import words
from moodrec.service import Service
from moodrec.ui.explore import place
from moodrec.ui.text import plain

_TYPED = "explore-search"


def show(service: Service) -> None:
    """The box and at most eight suggestions; one of them becomes the selection."""
    text = st.text_input(
        "Search a title or an artist",
        key=_TYPED,
        placeholder="Type and press Enter",
        icon=":material/search:",
        max_chars=100,
        autocomplete="off",
    )
    if not text.strip():
        return
    found = service.suggest(text)
    if not found:
        st.caption("No title and no artist is like that.")
    with st.container(gap="xxsmall"):
        for one in found:
            st.button(
                plain(words.by_line(one.song.track)),
                key=f"suggestion-{one.song.track.id}",
                type="tertiary",
                on_click=_take,
                args=(one.song.track.id,),
            )


def _take(track_id: str) -> None:
    st.session_state[_TYPED] = ""
    place.select_song(track_id)
