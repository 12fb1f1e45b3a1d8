"""A playlist of the visitor's own, chosen after the log-in."""

from __future__ import annotations

import streamlit as st

from moodrec.errors import SourceError
from moodrec.sources.listener import Listener, Playlist, Row
from moodrec.texts import clean, counted
from moodrec.ui.account import offer, visit

_OFFERED = f"{visit.PREFIX}playlists"
_BROUGHT = f"{visit.PREFIX}brought"
_CHOSEN = f"{visit.PREFIX}chosen"


def own_playlist(*, key: str) -> tuple[str, tuple[Row, ...]] | None:
    """Draws the log-in, or a choice of the visitor's playlists; gives the title and the rows.

    None until one is chosen; `key` is no other choice's on the page. What goes wrong is told
    where it stands. Raises SettingsError.
    """
    who = visit.listener()
    if who is None:
        offer.show(key=f"own-{key}")
        return None
    try:
        return _chosen(who, key)
    except SourceError as error:
        visit.tell(error)
        st.button("Try again", key=f"own-again-{key}", icon=":material/refresh:")
        return None


def _chosen(who: Listener, key: str) -> tuple[str, tuple[Row, ...]] | None:
    chosen: Playlist | None = st.selectbox(
        "One of your Spotify playlists",
        _offered(who),
        index=None,
        format_func=_label,
        placeholder="Choose a playlist",
        key=f"{_CHOSEN}-{key}",
    )
    if chosen is None:
        return None
    brought: tuple[str, tuple[Row, ...]] | None = st.session_state.get(_BROUGHT)
    if brought is None or brought[0] != chosen.id:
        with st.spinner("Reading the playlist …", show_time=False):
            brought = st.session_state[_BROUGHT] = (chosen.id, who.items(chosen.id))
    return chosen.title, brought[1]


def _offered(who: Listener) -> tuple[Playlist, ...]:
    """The playlists, asked for once a visit."""
    offered: tuple[Playlist, ...] | None = st.session_state.get(_OFFERED)
    if offered is None:
        with st.spinner("Asking for your playlists …", show_time=False):
            offered = st.session_state[_OFFERED] = who.playlists()
    return offered


def _label(playlist: Playlist) -> str:
    songs = "" if playlist.songs is None else f" · {counted(playlist.songs, 'song')}"
    return f"{clean(playlist.title)}{songs}"
