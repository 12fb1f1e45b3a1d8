"""The question: a pasted link, an example, or a mood chosen by numbers, with its options."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from moodrec import words
from moodrec.model import DEFAULT_NEIGHBOURS, MAX_NEIGHBOURS, Query, Track
from moodrec.ui import state
from moodrec.ui.text import plain


def ask() -> Query | None:
    """Draws the link box and its options; returns what is asked, if anything yet.

    Raises QueryError when the URL asks for a mood outside the plane.
    """
    state.forget_other_text()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with (
            st.form("paste", border=False),
            st.container(horizontal=True, vertical_alignment="bottom"),
        ):
            st.text_input(
                "Spotify link or track id",
                key=state.TYPED,
                placeholder="https://open.spotify.com/track/…",
                autocomplete="off",
            )
            st.form_submit_button("Find", type="primary", on_click=state.submit)
        with st.popover("Options"):
            query = _options()
    return query


def examples(tracks: Iterable[Track]) -> None:
    """Buttons for a first try, one well-known track from each quarter of the plane."""
    st.write("Paste a link, click anywhere on the plane, or try one of these:")
    for track in tracks:
        st.button(
            plain(words.by_line(track)),
            key=f"example-{track.id}",
            on_click=state.choose,
            args=(track.id,),
        )


def _options() -> Query | None:
    n = st.slider(
        "How many neighbours",
        1,
        MAX_NEIGHBOURS,
        DEFAULT_NEIGHBOURS,
        key=state.COUNT,
        bind="query-params",
    )
    all_artists = st.toggle(
        "Several songs of one artist", key=state.ALL_ARTISTS, bind="query-params"
    )
    all_releases = st.toggle(
        "Several releases of one recording",
        key=state.ALL_RELEASES,
        bind="query-params",
        help="The songs out of the box hold one release of each recording in any case.",
    )
    st.divider()
    with st.form("mood", border=False):
        st.slider("Valence: sombre to upbeat", 0.0, 1.0, 0.5, 0.01, key=state.VALENCE)
        st.slider("Energy: calm to energetic", 0.0, 1.0, 0.5, 0.01, key=state.ENERGY)
        st.form_submit_button("Find songs of this mood", on_click=state.choose_mood)
    return state.query(n, one_per_artist=not all_artists, one_per_recording=not all_releases)
