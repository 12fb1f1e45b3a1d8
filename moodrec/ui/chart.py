"""A chart as every page draws one: in moodrec's own colours, without Plotly's bar of tools."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import streamlit as st

from moodrec.figures import Figure
from moodrec.ui.frame import SQUARE


def show(  # noqa: PLR0913  # keywords, each told apart by its name
    figure: Figure,
    *,
    key: str,
    alt: str,
    height: int | Literal["stretch", "content"] = "content",
    on_select: Callable[[], None] | Literal["rerun", "ignore"] = "ignore",
    selection_mode: Iterable[Literal["points", "box", "lasso"]] = ("points",),
) -> None:
    """Draws a figure; what is selected in it lies in the session under `key` then."""
    st.plotly_chart(
        figure.plotly(),
        key=key,
        height=height,
        theme=None,
        config={"displayModeBar": False},
        on_select=on_select,
        selection_mode=selection_mode,
        alt=alt,
    )


def square(
    figure: Figure,
    *,
    key: str,
    alt: str,
    on_click: Callable[[], None] | Literal["rerun", "ignore"] = "ignore",
) -> None:
    """Draws a figure as high as it is wide on any screen; a click on a point selects it."""
    with st.container(key=f"{SQUARE}{key}"):
        show(figure, key=key, alt=alt, height="stretch", on_select=on_click)
