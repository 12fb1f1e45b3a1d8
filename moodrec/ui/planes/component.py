"""A figure as a component: a backdrop that the browser keeps, and the overlay of each answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

import streamlit as st

from moodrec import settings
from moodrec.figures import Figure, wire
from moodrec.ui.frame import SQUARE
from moodrec.ui.planes import files

_FAILED = "plane-failed"
_LOG = logging.getLogger(__name__)


def usable() -> bool:
    """True unless a setting, an older Streamlit or the visitor's browser asks for plain charts."""
    return settings.load().plane == "component" and possible()


def possible() -> bool:
    """True where Streamlit has components, and the visitor's browser has not failed to run one."""
    there = hasattr(getattr(st.components, "v2", None), "component")
    return there and _FAILED not in st.session_state


def show(  # noqa: PLR0913  # keywords, each told apart by its name
    backdrop: bytes,
    overlay: Figure | None,
    *,
    key: str,
    about: str,
    zoom: bool = False,
    prompt: bool = False,
    height: int | None = None,
    chosen: Callable[[Mapping[str, Any]], None] | None = None,
) -> None:
    """Draws a figure, square or of a `height` in pixels, over a `backdrop` of `wire.kept`.

    A `prompt` one is drawn before the page goes on with what stands around it.

    `chosen` is called with what a click or a key has chosen: `{"id": …}` of a track, `{"dot": …}`,
    a place in the backdrop's sample, `{"row": …}` of the reference set, or a spot,
    `{"x": …, "y": …}`.
    """

    def choose() -> None:
        if chosen:
            chosen(st.session_state[key]["chosen"])

    def failed() -> None:
        _LOG.warning("Figures are drawn as charts: %s", st.session_state[key]["failed"])
        st.session_state[_FAILED] = True

    figure = st.components.v2.component("moodrec_plane", js=files.start(), isolate_styles=False)
    with nullcontext() if height else st.container(key=f"{SQUARE}{key}"):
        figure(
            key=key,
            height=height or "stretch",
            data=files.packed(
                prompt=prompt,
                part="show",
                key=key,
                backdrop=files.background(backdrop, key),
                overlay=wire.sent(overlay),
                about=about,
                zoom=zoom,
                clicks=chosen is not None,
            ),
            on_chosen_change=choose,
            on_failed_change=failed,
        )
