"""The question: a pasted link or an example, and what shapes the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import streamlit as st

from moodrec import words
from moodrec.errors import MoodrecError
from moodrec.model import Track
from moodrec.opening import Recommender
from moodrec.ui import cache, filtering, knobs, options, state
from moodrec.ui.state import Shape
from moodrec.ui.text import plain


class Drawn(NamedTuple):
    """What the page around an answer was drawn for: a version of the set, and the URL's shape."""

    version: str
    shape: Shape

    @classmethod
    def now(cls, asked: Recommender) -> Drawn:
        """What it would be drawn for now. Raises QueryError."""
        return cls(asked.overview.version, state.shape(asked.usual))


def show(redraw: str) -> Drawn | None:
    """Draws the link box and what shapes the list; gives what they were drawn for.

    None, and the box alone, where the URL makes no sense; nothing without a reference set. A
    pasted link draws nothing anew but the fragment with the key `redraw`.
    """
    asked, drawn = _drawn()
    if not asked:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        link_box(redraw=redraw)
        if drawn:
            options.show(drawn.shape.options)
    if drawn:
        with st.container(horizontal=True, vertical_alignment="center"):
            _shaped(asked, drawn.shape)
        if not asked.whole:
            st.caption(words.beyond_memory(asked.summary))
    return drawn


def _shaped(asked: Recommender, shape: Shape) -> None:
    """What shapes the list: all of it takes the whole set in memory."""
    if service := asked.whole:
        knobs.presets(shape.wishes)
        knobs.show(shape.wishes, service.index, [ear.name for ear in service.ears])
        filtering.show(shape.filters, service.index.sieve)
    else:
        knobs.nearness(shape.wishes)
        filtering.show_uncounted(shape.filters, asked.summary.genres)


def _drawn() -> tuple[Recommender | None, Drawn | None]:
    """Who is asked, and what the page is drawn for; None for what cannot be had."""
    asked = None
    try:
        asked = cache.recommender()
        return asked, Drawn.now(asked)
    except MoodrecError:  # the answer asks again, and tells
        return asked, None


def link_box(label: str = "Find", *, several: bool = True, redraw: str | None = None) -> None:
    """The box for a link with its button, and one for more seeds where `several` make sense.

    It is empty again once a track was taken from it, which draws only `redraw` anew.
    """
    state.forget_other_text()
    with (
        st.form("paste", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input(
            "Spotify link or track id",
            key=state.TYPED,
            placeholder="https://open.spotify.com/track/…",
            autocomplete="off",
        )
        st.form_submit_button(label, type="primary", on_click=_take, args=(state.choose, redraw))
        if several:
            st.form_submit_button(
                "Add",
                on_click=_take,
                args=(state.add, redraw),
                help="As one more seed: songs are sought between all of them.",
            )


def _take(ask: Callable[[str], None], redraw: str | None) -> None:
    if state.submit(ask) and redraw:
        st.rerun(redraw)


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
