"""The question: a pasted link, an example, or a mood chosen by numbers, with its options."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

import streamlit as st

from moodrec import words
from moodrec.model import MAX_NEIGHBOURS, Query, Track
from moodrec.service import Service
from moodrec.ui import filtering, knobs, state
from moodrec.ui.text import plain


class _Options(TypedDict):
    n: int
    one_per_artist: bool
    one_per_recording: bool


def ask(service: Service) -> Query | None:
    """Draws the link box and what shapes the list; returns what is asked, if anything yet.

    Raises QueryError when the URL asks for what makes no sense.
    """
    state.forget_other_text()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        link_box()
        with st.popover("Options"):
            options = _options()
    wished, chosen = state.wishes(), state.filters()
    ears = [ear.name for ear in service.ears]
    with st.container(horizontal=True, vertical_alignment="center"):
        knobs.presets(wished)
        knobs.show(wished, service.index, ears)
        filtering.show(chosen, service.index.sieve)
    return state.query(**options)


def link_box(label: str = "Find", *, several: bool = True) -> None:
    """The box for a link with its button, and one for more seeds where `several` make sense."""
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
        st.form_submit_button(label, type="primary", on_click=state.submit)
        if several:
            st.form_submit_button(
                "Add",
                on_click=state.submit_more,
                help="As one more seed: songs are sought between all of them.",
            )


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


def _options() -> _Options:
    n = st.slider(
        "How many songs",
        1,
        MAX_NEIGHBOURS,
        state.PICKS,
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
    return {"n": n, "one_per_artist": not all_artists, "one_per_recording": not all_releases}
