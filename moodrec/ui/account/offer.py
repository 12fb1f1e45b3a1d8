"""The way to a log-in: first what is asked for and what is kept, then the link, in this tab."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from moodrec.listing import Listing
from moodrec.saving import Saving
from moodrec.sources.limits import SPOTIFY_PLAYLIST
from moodrec.ui import frame
from moodrec.ui.account import visit
from moodrec.ui.account.pending import Kept

PRIVACY = (
    "moodrec asks Spotify to let it make private playlists and read your own ones, and nothing "
    "else. Your name, the key that Spotify gives and what you bring stay in the memory of this "
    "visit: none of it is written to disk, and all of it is gone when you log out, or minutes "
    "after you close the page. Only the ids of songs whose mood is asked for are remembered on "
    "this machine, with no name beside them."
)
Address = Mapping[str, Sequence[str]]
"""The parameters of an address, each with its values."""

_ASKING = f"{visit.PREFIX}asking"
# Streamlit's own link buttons open another tab, where what the visitor had would be missing.
_LINK = (
    '<a href="{}" rel="noreferrer" style="display:inline-block;padding:.45rem .6rem;'
    "font-size:.9rem;border-radius:.5rem;background:#b4530a;color:#fff;text-decoration:none;"
    'font-weight:600">Continue to Spotify</a>'
)


def show(
    *,
    key: str,
    listing: Listing | None = None,
    saving: Saving | None = None,
    back: Address | None = None,
) -> None:
    """Draws it; `listing` and how far it was saved are there again after the log-in.

    So is the page, at the address with the parameters `back`, or with those it has now.
    """
    why = visit.obstacle()
    if why and visit.offline():
        st.caption(why)
        return
    if why:
        with st.expander("Log in to Spotify", icon=":material/lock:"):
            st.markdown(why)
        return
    if st.session_state.get(_ASKING) != key:
        st.button(
            "Log in to Spotify",
            key=f"login-{key}",
            icon=":material/login:",
            on_click=_ask,
            args=(key,),
        )
        return
    st.caption(PRIVACY)
    st.html(_LINK.format(html.escape(visit.login_address(_kept(listing, saving, back)))))


def _ask(key: str) -> None:
    st.session_state[_ASKING] = key


def _kept(listing: Listing | None, saving: Saving | None, back: Address | None) -> Kept:
    if listing and len(listing.entries) > SPOTIFY_PLAYLIST:
        listing = None  # it cannot be saved anyway
    parameters = sorted((back or frame.query()).items())
    query = tuple((name, tuple(values)) for name, values in parameters)
    return Kept(frame.page(), query, listing, saving)
