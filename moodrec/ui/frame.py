"""What every page stands in: width, spacing, and plots that stay square on any screen."""

from __future__ import annotations

from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from moodrec import figures
from moodrec.figures import Palette

BOARD = "board"
"""Key of the container whose columns move below each other when there is no room."""
LIST = "pick"
"""Key of the list of neighbours, whose small print is smaller than elsewhere."""
SQUARE = "square-"
"""Prefix of the keys of containers that are as high as they are wide."""

_OPENED = "opened"
_WANTED = "wanted-page"

# A sidebar of the usual width would leave the plane too little room. And Streamlit gives a
# chart either a fixed height or that of its container; only CSS can make it
# as high as it is wide. No foreign text ever enters this.
_STYLE = f"""
<style>
.stMainBlockContainer {{ padding: 4rem clamp(1rem, 2vw, 3rem) 2rem; }}
@media (min-width: 768px) {{
    [data-testid="stSidebar"][data-collapsed="false"] {{
        width: 13.5rem !important;
        min-width: 13.5rem !important;
    }}
}}
.st-key-{BOARD} [data-testid="stHorizontalBlock"] {{ flex-wrap: wrap; }}
.st-key-{BOARD} [data-testid="stColumn"] {{ min-width: min(16rem, 100%); }}
[data-testid="InputInstructions"] {{ display: none; }}
.st-key-{LIST} small {{ font-size: 0.8rem; }}
[class*="st-key-{SQUARE}"] {{ aspect-ratio: 1; max-height: 88vh; }}
[class*="st-key-{SQUARE}"] > div,
[class*="st-key-{SQUARE}"] .stPlotlyChart {{ height: 100%; }}
</style>
"""


def style() -> None:
    """Applies the few rules of layout that Streamlit has no setting for."""
    st.html(_STYLE)


def opened() -> tuple[str, dict[str, list[str]]] | None:
    """Notes that the app's own script runs; where enter() came from, if it did.

    That is a page and the parameters of its address.
    """
    st.session_state[_OPENED] = True
    wanted: tuple[str, dict[str, list[str]]] | None = st.session_state.pop(_WANTED, None)
    return wanted


def enter(page: str) -> None:
    """Leads to `page` through the app's own script.

    Streamlit leaves that out when the first visitor of a fresh server opens the address of a
    page: until then it takes the files in pages/ for an app of its older kind.
    """
    if _OPENED not in st.session_state:
        given = {name: st.query_params.get_all(name) for name in st.query_params}
        st.session_state[_WANTED] = (page, given)
        st.switch_page("streamlit_app.py")


def heading() -> None:
    """The name, and in one sentence what this is."""
    st.markdown("**moodrec** · a song on the mood plane, and the songs that feel the same")


def palette() -> Palette:
    """The colours of the figures in the visitor's theme."""
    return figures.DARK if st.context.theme.type == "dark" else figures.LIGHT


def zone() -> tzinfo | None:
    """The visitor's time zone; None, this machine's, where the browser tells none that exists."""
    try:
        return ZoneInfo(st.context.timezone or "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
