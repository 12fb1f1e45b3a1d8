"""The question: a pasted link or an example, and what shapes the list."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from moodrec import words
from moodrec.model import Track
from moodrec.service import Service
from moodrec.ui import filtering, knobs, options, state
from moodrec.ui.text import plain


def show(service: Service, shape: state.Shape | None) -> None:
    """Draws the link box and what shapes the list; the box alone where the URL makes no sense."""
    state.forget_other_text()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        link_box()
        if shape:
            options.show(shape.options)
    if not shape:
        return
    ears = [ear.name for ear in service.ears]
    with st.container(horizontal=True, vertical_alignment="center"):
        knobs.presets(shape.wishes)
        knobs.show(shape.wishes, service.index, ears)
        filtering.show(shape.filters, service.index.sieve)


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
