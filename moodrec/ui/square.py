"""A square chart: as high as it is wide on any screen, in moodrec's own colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from moodrec.figures import Figure
from moodrec.ui.frame import SQUARE


def chart(
    figure: Figure,
    *,
    key: str,
    alt: str,
    on_click: Callable[[], None] | Literal["rerun", "ignore"] = "ignore",
) -> None:
    """Draws a figure; a click on one of its points lies in the session under `key` then."""
    with st.container(key=f"{SQUARE}{key}"):
        st.plotly_chart(
            figure,
            key=key,
            height="stretch",
            theme=None,
            config={"displayModeBar": False},
            on_select=on_click,
            selection_mode="points",
            alt=alt,
        )
