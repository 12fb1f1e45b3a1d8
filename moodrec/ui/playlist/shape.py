"""Makes another list of a list: in another order, with more songs, or with what it lacks."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from moodrec import words
from moodrec.journey import SHAPES, Path
from moodrec.listing import Listing
from moodrec.model import MoodPoint, PlacedTrack
from moodrec.mood import describe, locate
from moodrec.playlist import listings, order
from moodrec.playlist.extend import MOST, Extension, extend, fitting
from moodrec.playlist.fill import AGAINST, fill
from moodrec.service import Service
from moodrec.ui import filtering, picks, state
from moodrec.ui.text import plain
from moodrec.wishes import RING_RADIUS

_WAYS = {
    "order": "Another order",
    "extend": "More like it",
    "fit": "All that fit",
    "fill": "What it lacks",
}
_ORDERS = ("a feature", "a journey", "no great leaps")
_ADDED = 20  # songs that are added, unless another number is chosen
_TITLE = "Your list"
_SHOWN = 500  # rows of the table: more would send megabytes


def show(service: Service, songs: Sequence[PlacedTrack], title: str = _TITLE) -> Listing | None:
    """The controls, and the list that comes of them, which is returned. Raises QueryError."""
    way = st.segmented_control(
        "What to make of it",
        list(_WAYS),
        format_func=_WAYS.__getitem__,
        key="shape-way",
    )
    if way is None:
        return None
    listing = _order(songs, title) if way == "order" else _added(service, songs, title, way)
    if listing is not None:
        _result(listing, offline=service.offline)
    return listing


def _order(songs: Sequence[PlacedTrack], title: str) -> Listing:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.selectbox("Order by", _ORDERS, key="shape-order", width=180)
        if by == "a feature":
            name = st.selectbox(
                "Feature", order.ORDERED, index=1, format_func=_called, key="shape-feature",
                width=180,
            )  # fmt: skip
            down = st.toggle("Downwards", key="shape-down")
            return listings.ordered(title, order.by_feature(songs, name, down=down))
        if by == "a journey":
            return listings.ordered(title, order.along(songs, _path()))
    return listings.ordered(title, order.smoothly(songs))


def _path() -> Path:
    """The journey that is typed: from, by way of, to. Raises QueryError."""
    start = st.text_input("From (valence, energy)", "0.2,0.2", key="shape-from", width=150)
    over = st.text_input("By way of", key="shape-over", placeholder="0.5,0.4", width=110)
    end = st.text_input("To", "0.8,0.8", key="shape-to", width=110)
    shape = st.selectbox("Shape", list(SHAPES), key="shape-shape", width=150)
    stops = (start, *filter(str.strip, over.split(";")), end)
    return Path([MoodPoint.parse(stop) for stop in stops], shape)


def _called(name: str) -> str:
    return "length" if name == "duration_ms" else name


def _added(service: Service, songs: Sequence[PlacedTrack], title: str, way: str) -> Listing | None:
    """The list with songs of the set that go with it, or a sentence that there are none."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        found = _extension(service, songs, way)
        filtering.show(state.filters(), service.index.sieve)
        only_new = st.toggle("Only the new songs", value=True, key="shape-only-new")
    if not found.picks:
        st.info(plain(found.about))
        return None
    return listings.extended(title, songs, found, only_new=only_new)


def _extension(service: Service, songs: Sequence[PlacedTrack], way: str) -> Extension:
    index, filters = service.index, state.filters()
    if way == "fit":
        within = st.slider(
            "No farther than", 0.0, 0.2, RING_RADIUS, 0.005, key="shape-within", width=220
        )
        return fitting(index, songs, within, filters, one_per_artist=_one_per_artist())
    n = int(st.number_input("Songs", 1, MOST, _ADDED, key="shape-n", width=130))
    if way == "extend":
        return extend(index, songs, n, filters, one_per_artist=_one_per_artist())
    against = st.selectbox("Against", AGAINST, key="shape-against", width=180)
    return fill(index, songs, n, against, filters, one_per_artist=_one_per_artist())


def _one_per_artist() -> bool:
    return not st.toggle("Several songs of an artist", key="shape-artists")


def _result(listing: Listing, *, offline: bool) -> None:
    st.write(plain(listing.about))
    rows = []
    for number, entry in enumerate(listing.entries[:_SHOWN], start=1):
        point = locate(entry.features) if entry.features else None
        rows.append(
            {
                "": number,
                "song": words.by_line(entry.track),
                "mood": describe(point) if point else None,
                **dict(entry.more),
                "link": entry.track.url,
            }
        )
    chosen = st.dataframe(
        pd.DataFrame(rows),
        key="shape-list",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "": st.column_config.NumberColumn(width=44),
            "link": st.column_config.LinkColumn(display_text="Spotify", width=76),
        },
        alt="The list that came of it",
    )
    if (songs := len(listing.entries)) > _SHOWN:
        st.caption(f"The first {_SHOWN} of {songs:,} songs are shown; all can be taken away.")
    for row in chosen["selection"]["rows"][:1]:
        if row < len(rows):
            picks.player(listing.entries[row].track, offline=offline)
            return
    st.caption("Choose a row to hear it.")
