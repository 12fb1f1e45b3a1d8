"""Has a page drawn anew when its theme changes: the colours of figures are told by the server."""

from __future__ import annotations

import streamlit as st

from moodrec.ui import planes
from moodrec.ui.frame import THEME

_HTML = "<span></span>"
_CSS = "span { color: var(--st-background-color); transition: color 1ms; }"
_JS = """export default ({ parentElement, setTriggerValue }) => {
    const seen = parentElement.querySelector("span");
    seen.ontransitionrun = () => setTriggerValue("changed", getComputedStyle(seen).color);
};"""


def follow() -> None:
    """Watches the theme, where the visitor's browser can: else the next action draws anew."""
    if not planes.possible():
        return
    watch = st.components.v2.component("moodrec_theme", html=_HTML, css=_CSS, js=_JS)
    with st.container(key=THEME):
        watch(key="theme-seen", on_changed_change=lambda: None)
