"""Two buttons that save a chart as it is drawn on the page; the browser alone does it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from moodrec.ui.frame import palette

_SCRIPT = Path(__file__).with_name("picture.js").read_text(encoding="utf-8")
_STYLE = """
div { display: flex; flex-wrap: wrap; gap: 1rem; }
button {
    font: inherit; font-size: 0.875rem; color: inherit; cursor: pointer; padding: 0.35rem 0.75rem;
    background: var(--st-background-color); border: 1px solid var(--st-border-color);
    border-radius: var(--st-button-radius);
}
button:hover, button:focus-visible {
    color: var(--st-primary-color); border-color: var(--st-primary-color); outline: none;
}
"""


def show(chart: str, name: str, key: str) -> None:
    """The buttons for the chart with the key `chart`; `name` is the file's, without an ending."""
    buttons = st.components.v2.component("moodrec_picture", css=_STYLE, js=_SCRIPT)
    buttons(key=key, data={"chart": chart, "name": name, "background": palette().card})
