"""From the page Explore to the others and away: a song, a mood, or the whole selection."""

from __future__ import annotations

from functools import partial

import streamlit as st

from moodrec.listing import Entry, Listing
from moodrec.model import Track
from moodrec.survey import Spot
from moodrec.ui import address, frame, takeaway
from moodrec.ui.explore import plane, told
from moodrec.ui.explore.asking import Explored
from moodrec.ui.text import plain

_FIND, _JOURNEY = "pages/find.py", "pages/journey.py"
_ENDS = {"from": "Start a journey here", "to": "End one here"}


def from_song(track: Track) -> None:
    """What can be done with one song."""
    with st.container(horizontal=True):
        if st.button("Find songs like this", icon=":material/search:", key="find-like"):
            st.switch_page(_FIND, query_params={"track": track.id})
        for end, label in _ENDS.items():
            if st.button(label, icon=":material/route:", key=f"journey-{end}"):
                st.switch_page(_JOURNEY, query_params={end: track.id})
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


def take_away(seen: Explored) -> None:
    """The selection and the plane to take away; the page's address is its state already."""
    if sentence := told.left(seen):
        st.caption(plain(sentence))
    figure = partial(plane.drawn, seen, frame.palette())
    takeaway.show(partial(listing_of, seen), key="explore", chart=plane.KEY, figure=figure)


def listing_of(seen: Explored) -> Listing:
    """The selected songs in their order, at most told.TAKEN; none where nothing is selected."""
    rows = [] if seen.selected is None else seen.selected[: told.TAKEN].tolist()
    songs = map(seen.reference.placed, rows)
    return Listing(
        title="Explored songs",
        entries=tuple(Entry(song.track, song.features) for song in songs),
        about=f"{told.selection(seen)} {told.taken(seen)}" if rows else told.selection(seen),
    )
