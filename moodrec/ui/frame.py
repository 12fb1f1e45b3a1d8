"""What every page stands in: width, spacing, and plots that stay square on any screen."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from datetime import tzinfo
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from moodrec import figures, memory, turns
from moodrec.figures import Palette

BOARD = "board"
"""Key of the container whose columns move below each other when there is no room."""
TOLD = "told"
"""Key of what is told above the board: as high for a short text, so that a click moves nothing."""
LIST = "pick"
"""Key of the list of neighbours, whose small print is smaller than elsewhere."""
SQUARE = "square-"
"""Prefix of the keys of containers that are as high as they are wide."""
LINE = "line"
"""Key of the container in which figures ask for songs: nothing to see, so it takes no room."""
THEME = "theme"
"""Key of the container in which the theme is watched: it takes no room either."""
TALL = "tall-"
"""Prefix of the keys of containers that leave room for a legend below a square."""

ROOMY = "roomy-"
"""Prefix of the keys of containers that a popover is never too low for: it opens upwards then."""

CARD = "card"
"""Key of a container with foreign Markdown, whose tables scroll where they are too wide."""

_MOMENT = 0.08  # seconds: about what a browser needs to draw a figure
_OPENED = "opened"
_WANTED = "wanted-page"
_PAGE = "page"

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
.st-key-{TOLD}:not(:empty) {{ min-height: 8.4rem; }}
@media (max-width: 1000px) {{ .st-key-{TOLD}:not(:empty) {{ min-height: 13.8rem; }} }}
@media (max-width: 640px) {{ .st-key-{TOLD}:not(:empty) {{ min-height: 16.8rem; }} }}
.st-key-{BOARD} [data-testid="stHorizontalBlock"] {{ flex-wrap: wrap; }}
.st-key-{BOARD} [data-testid="stColumn"] {{ min-width: min(16rem, 100%); }}
[data-testid="InputInstructions"] {{ display: none; }}
.st-key-{LIST} small {{ font-size: 0.8rem; }}
[data-testid="stPopoverBody"]:has([class*="st-key-{ROOMY}"]) {{ min-height: min(26rem, 70vh); }}
[class*="st-key-{SQUARE}"] {{ aspect-ratio: 1; max-height: 88vh; }}
[class*="st-key-{TALL}"] {{ aspect-ratio: 1 / 1.1; max-height: 96vh; min-height: 22rem; }}
.st-key-{CARD} [data-testid="stMarkdownContainer"] {{ overflow-x: auto; }}
@media (max-width: 640px) {{ [class*="st-key-{TALL}"] {{ aspect-ratio: 1 / 1.22; }} }}
[class*="st-key-{TALL}"] > div,
[class*="st-key-{TALL}"] .stPlotlyChart {{ height: 100%; }}
[class*="st-key-{SQUARE}"] > div,
[class*="st-key-{SQUARE}"] .stBidiComponent,
[class*="st-key-{SQUARE}"] .stPlotlyChart {{ height: 100%; }}
div:has(> .st-key-{LINE}), .st-key-{LINE},
div:has(> .st-key-{THEME}), .st-key-{THEME} {{ position: absolute; }}
</style>
"""


def turn() -> AbstractContextManager[None]:
    """The visitor's turn: one page is computed after the other, so that each is there sooner."""
    turns.hand_over_soon()
    memory.share_one_arena()
    return turns.PAGES.taken()


def show() -> None:
    """Lets the browser draw what it has so far: what comes all at once is drawn all at once.

    Not where other visitors wait for their turns.
    """
    if not turns.PAGES.wanted:
        with turns.PAGES.aside():
            time.sleep(_MOMENT)


def style() -> None:
    """Applies the few rules of layout that Streamlit has no setting for."""
    st.html(_STYLE)


def opened() -> str | None:
    """Notes that the app's own script runs; gives the page that enter() came from, if any."""
    st.session_state[_OPENED] = True
    wanted: str | None = st.session_state.pop(_WANTED, None)
    return wanted


def enter(page: str) -> None:
    """Leads to `page` through the app's own script.

    Streamlit leaves that out when the first visitor of a fresh server opens the address of a
    page: until then it takes the files in pages/ for an app of its older kind.
    """
    turned_to(PurePosixPath(page).stem)
    if _OPENED not in st.session_state:
        st.session_state[_WANTED] = page
        st.switch_page("streamlit_app.py", query_params=query())


def query() -> dict[str, list[str]]:
    """What the address asks for, to be kept when another page is turned to."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def turned_to(name: str) -> None:
    """Notes the page that is open; the app's own script does before it draws the sidebar."""
    st.session_state[_PAGE] = name


def page() -> str:
    """The name of the page that is open, such as "find"; empty where none was turned to."""
    return str(st.session_state.get(_PAGE, ""))


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
