"""From the page Explore to the others: a song, a mood, or the whole selection."""

from __future__ import annotations

from typing import Any

import streamlit as st

from moodrec.listing import Entry, Listing
from moodrec.model import Track
from moodrec.survey import Spot
from moodrec.ui import address, state
from moodrec.ui.explore import told
from moodrec.ui.explore.asking import Explored

_FIND = "pages/find.py"
MOST = 2_000
"""Songs of a selection that go with it to another page or into a file."""


def from_song(track: Track) -> None:
    """What can be done with one song."""
    with st.container(horizontal=True):
        if st.button("Find songs like this", icon=":material/search:", key="find-like"):
            st.switch_page(_FIND, query_params={"track": track.id})
        st.link_button("Open in Spotify", track.url)


def from_region(seen: Explored) -> None:
    """What can be done with a mood that was clicked: its ring asks Find for ten songs."""
    spot = seen.view.selection
    if not isinstance(spot, Spot) or not seen.survey.mood:
        return
    at, filters = told.point_of(spot), address.of_filters(seen.view.filters)
    if st.button("Ask Find for ten picks", icon=":material/search:", type="primary"):
        kept = {name: values for name, values in filters.items() if values}
        st.switch_page(_FIND, query_params={"at": str(at), **kept})


def listing_of(seen: Explored) -> Listing:
    """The selected songs in their order, at most 2,000 of them; none where nothing is selected."""
    rows = [] if seen.selected is None else seen.selected[:MOST].tolist()
    songs = map(seen.reference.placed, rows)
    return Listing(
        title="Explored songs",
        entries=tuple(Entry(song.track, song.features) for song in songs),
        about=f"{told.selection(seen)} {told.shown(seen)}" if rows else told.selection(seen),
    )


def state_of(seen: Explored) -> dict[str, Any]:
    """The state of the page as the parameters of its address, without a list of one's own."""
    view = seen.view
    texts = {"x": view.x, "y": view.y, "colour": view.colour, "size": view.size, "tool": view.tool}
    chosen = {} if view.selection is None else {"select": [str(view.selection)]}
    kept = {name: values for name, values in address.of_filters(view.filters).items() if values}
    return {**{name: [text] for name, text in texts.items()}, **chosen, **kept}


def restore(kept: dict[str, list[str]]) -> None:
    """Puts a state that state_of() told into the address."""
    state.put(kept)
