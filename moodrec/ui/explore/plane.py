"""The plane of the page Explore: what is drawn or clicked there becomes the selection."""

from __future__ import annotations

import streamlit as st

from moodrec import figures, survey
from moodrec.figures import Figure, Palette, picking
from moodrec.figures.explore import Drawn
from moodrec.survey import One
from moodrec.ui import chart, frame, state
from moodrec.ui.explore import asking, place, told
from moodrec.ui.explore.asking import Explored
from moodrec.ui.text import plain

KEY = "explore"


def show(seen: Explored) -> None:
    """The tools, the figure, and its corners in words."""
    with st.container(horizontal=True, vertical_alignment="center"):
        asking.tool(seen.view)
        if seen.view.selection is not None:
            st.button("Clear", icon=":material/close:", on_click=place.select, args=(None,))
    _figure(seen)
    for sentence in told.gaps(seen.survey):
        st.caption(plain(sentence))
    if seen.corners:
        _corners(seen)


def drawn(seen: Explored, palette: Palette) -> Figure:
    """The figure as it is on the page."""
    reference, view = seen.reference, seen.view
    rows = seen.survey.sample(seen.selected)
    sizes = survey.sizes(reference, view.size)
    songs = Drawn(
        songs=reference.placed_many(rows),
        rows=rows,
        colour=survey.colour(reference, view.colour),
        sizes=None if sizes is None else sizes[rows].tolist(),
        selected=frozenset() if seen.selected is None else frozenset(seen.selected.tolist()),
    )
    return figures.explore(
        seen.survey,
        songs,
        palette,
        corners=seen.corners,
        selection=view.selection,
        tool=view.tool,
    )


def _figure(seen: Explored) -> None:
    rows = seen.survey.sample(seen.selected)

    def picked() -> None:
        found = picking.on_survey(st.session_state[KEY]["selection"], seen.survey, rows)
        if isinstance(found, int):
            place.select(One(seen.reference.placed(found).track.id))
        elif found is not None:
            place.select(found)

    with st.container(key=f"{frame.TALL}{KEY}"):
        chart.show(
            drawn(seen, frame.palette()),
            key=KEY,
            height="stretch",
            on_select=picked,
            selection_mode=("points", "box", "lasso"),
            alt=told.alt(seen),
        )


def _corners(seen: Explored) -> None:
    """The corners with their songs, each a button that selects it."""
    boxes = {one.word: one.box for one in seen.corners}
    songs = {one.word: one.songs for one in seen.corners}
    key = "explore-corner"

    def take() -> None:
        word = st.session_state[key]
        place.select(boxes[word] if word else None)

    now = (word for word, box in boxes.items() if box == seen.view.selection)
    state.show(key, next(now, None))
    st.pills(
        "Corners of the plane",
        list(boxes),
        key=key,
        format_func=lambda word: f"{word} · {songs[word]:,}",
        on_change=take,
        wrap=True,
        help="A corner is two fifths of each axis; the colours are quarters, which meet at 0.5.",
    )
    if sentence := told.thin(seen):
        st.caption(plain(sentence))
