"""What the page shows of the lists: one's portrait or two side by side, and what to make of one."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from moodrec.listing import Listing
from moodrec.placement import Coverage, completed, listing_of
from moodrec.service import Service
from moodrec.ui import cache, frame, takeaway
from moodrec.ui.playlist import coverage, portrait, shape, slots, versus
from moodrec.ui.playlist.slots import FIRST, SECOND
from moodrec.ui.text import plain


def plane(service: Service) -> None:
    """The plane without a list."""
    overview, palette = service.overview, frame.palette()
    with st.container(key=f"{frame.SQUARE}plane"):
        st.plotly_chart(
            cache.background(overview.version, palette, overview),
            key="plane",
            height="stretch",
            theme=None,
            config={"displayModeBar": False},
            alt="The mood plane, valence to the right and energy upwards, without a list.",
        )


def show(service: Service, lists: Mapping[str, Coverage]) -> None:
    """The lists on the plane, their rows, and what is made of the first. Raises QueryError."""
    first, second = lists[FIRST], lists.get(SECOND)
    if second and first.songs and second.songs:
        versus.show(service, _named(first), _named(second))
    elif first.songs:
        portrait.show(service, first.songs, first.weights.tolist() if first.has_plays else None)
    for slot, placed in lists.items():
        missing = len(placed.places) < len(placed)
        with st.expander(_rows(placed, several=len(lists) > 1), expanded=missing):
            coverage.table(placed, slot)
    _take_away(first, _made(service, first) if first.songs else None)


def _made(service: Service, placed: Coverage) -> Listing | None:
    st.markdown("##### Make something of it")
    return shape.show(service, placed.songs, placed.brought.name)


def _take_away(placed: Coverage, made: Listing | None) -> None:
    """What was made of the list to take away; the list itself where nothing was."""

    def listing() -> Listing:
        return completed(made, placed) if made else listing_of(placed)

    takeaway.show(
        listing,
        key="playlist",
        chart=portrait.PLANE if placed.songs else None,
        state=lambda: slots.state_of(listing()),
    )


def _named(placed: Coverage) -> versus.Named:
    return placed.brought.name, placed.songs


def _rows(placed: Coverage, *, several: bool) -> str:
    of = f" of {plain(placed.brought.name)}" if several else ""
    return f"Every row{of}, and how it is known"
