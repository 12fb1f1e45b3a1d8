"""What the page shows of the lists: one's portrait or two side by side, and what to make of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from moodrec.figures import Figure
from moodrec.listing import Listing
from moodrec.placement import Coverage, completed, listing_of
from moodrec.service import Service
from moodrec.texts import counted
from moodrec.ui import cache, chart, frame, takeaway
from moodrec.ui.playlist import coverage, portrait, shape, slots, versus
from moodrec.ui.playlist.slots import FIRST, SECOND
from moodrec.ui.text import plain


def plane(service: Service) -> None:
    """The plane without a list."""
    overview, palette = service.overview, frame.palette()
    chart.square(
        cache.background(overview.version, palette, overview),
        key="plane",
        alt="The mood plane, valence to the right and energy upwards, without a list.",
    )


def show(service: Service, lists: Mapping[str, Coverage]) -> None:
    """The lists on the plane, their rows, and what is made of the first. Raises QueryError."""
    first, second = lists[FIRST], lists.get(SECOND)
    drawn = None
    if second and first.songs and second.songs:
        drawn = versus.show(service, _named(first), _named(second))
    elif first.songs:
        weights = first.weights.tolist() if first.has_plays else None
        drawn = portrait.show(service, first.songs, weights)
    for slot, placed in lists.items():
        coverage.table(placed, slot)
    _take_away(first, _made(service, first) if first.songs else None, drawn)


def _made(service: Service, placed: Coverage) -> Listing | None:
    several = slots.kept(SECOND) is not None
    st.markdown(f"##### Make something of {plain(placed.brought.name) if several else 'it'}")
    return shape.show(service, placed.songs, placed.brought.name)


def _take_away(
    placed: Coverage, made: Listing | None, drawn: tuple[str, Callable[[], Figure]] | None
) -> None:
    """What was made of the list to take away; the list itself where nothing was."""
    key, figure = drawn or (None, None)

    def listing() -> Listing:
        return completed(made, placed) if made else listing_of(placed)

    takeaway.show(
        listing,
        key="playlist",
        chart=key,
        figure=figure,
        state=lambda: _state(listing(), placed),
    )


def _state(listing: Listing, placed: Coverage) -> Mapping[str, Any]:
    """What a link brings back; what it cannot is said above it."""
    if placed.has_plays or placed.counts["your file"]:
        st.caption("The link holds track ids alone: plays and values of your file stay behind.")
    if lost := len(listing.entries) - len(listing.ids):
        st.caption(f"The link leaves {counted(lost, 'row')} without a Spotify id out.")
    return slots.state_of(listing)


def _named(placed: Coverage) -> versus.Named:
    return placed.brought.name, placed.songs
