"""The kept reference sets, to put back or delete."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from moodrec import settings
from moodrec.collection import open_library
from moodrec.library import Library
from moodrec.setfile import Version
from moodrec.texts import counted
from moodrec.ui import guard
from moodrec.ui.text import plain

_ABOUT = "kept"


def show() -> None:
    """The set in use and those before it."""
    st.markdown("##### Kept sets")
    guard.problem(_ABOUT)
    library = open_library(settings.load())
    token = library.token()
    versions = library.versions()
    allowed = guard.ask("kept") if versions else True
    for version in versions:
        _row(library, version, in_use=version.path.name == token, allowed=allowed)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"The songs that come with moodrec{_mark(in_use=not token)}", width="stretch")
        if token and allowed:
            _button("Put back", "packaged", partial(library.use, None))
    st.caption("A new set replaces the one in use; the three before it are kept.")


def _row(library: Library, version: Version, *, in_use: bool, allowed: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{version.number}** · {counted(version.rows, 'song')} · {plain(version.name)}"
            f" · {version.created_at:%Y-%m-%d}{_mark(in_use=in_use)}",
            width="stretch",
        )
        if allowed and not in_use:
            with st.container(horizontal=True, width="content"):
                _button("Put back", str(version.number), partial(library.use, version.number))
                _button("Delete", str(version.number), partial(library.delete, version.number))


def _mark(*, in_use: bool) -> str:
    return " · :green-badge[in use]" if in_use else ""


def _button(label: str, name: str, action: Callable[[], None]) -> None:
    st.button(label, key=f"{label}-{name}", on_click=guard.carry_out, args=(_ABOUT, action))
