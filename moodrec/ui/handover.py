"""Songs handed from one page to another, within this visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from moodrec.listing import Listing
from moodrec.ui import frame

PAGES = {"journey": "To Journey", "playlist": "To Playlist"}
"""The pages that take songs, by the names of their files, with the labels of the buttons."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The songs that a page was handed, under the title of the list they come from."""

    title: str
    ids: tuple[str, ...]


def send(page: str, listing_title: str, ids: Sequence[str]) -> None:
    """Hands track ids to a page, such as "journey", and turns to it.

    Ends the run of the script, so it stands in its body: `if st.button(…): send(…)`.
    """
    st.session_state[_key(page)] = Handed(listing_title, tuple(ids))
    st.switch_page(f"pages/{page}.py")


def received(page: str) -> Handed | None:
    """What this page was handed last in this visit, until it is forgotten."""
    handed: Handed | None = st.session_state.get(_key(page))
    return handed


def forget(page: str) -> None:
    """Forgets what this page was handed."""
    st.session_state.pop(_key(page), None)


def buttons(listing: Listing, *, key: str) -> None:
    """A button for each other page that takes the songs of a list."""
    with st.container(horizontal=True):
        for page, label in PAGES.items():
            if page != frame.page() and st.button(
                label, key=f"{key}-to-{page}", icon=":material/arrow_forward:"
            ):
                send(page, listing.title, listing.ids)


def _key(page: str) -> str:
    return f"handed-{page}"
