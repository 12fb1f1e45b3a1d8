"""A link that brings somebody else to what this page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from moodrec import sharing
from moodrec.ui import frame
from moodrec.ui.takeaway.restored import STATE


def show(parameters: Mapping[str, list[str]]) -> None:
    """The page's own address with these parameters, to be copied; nothing where it has none."""
    if parameters:
        query = urlencode(parameters, doseq=True)
        st.caption("A link that restores this page")
        st.code(f"{_page()}?{query}", language=None, wrap_lines=True)


def parameters(state: Mapping[str, Any] | None) -> dict[str, list[str]]:
    """Those that restore the page: its state, or the address as it is where that tells all.

    Raises SharedStateError when the state is too long for an address.
    """
    return frame.query() if state is None else {STATE: [sharing.encode(frame.page(), state)]}


def _page() -> str:
    """The address of the open page; empty where the browser tells none."""
    url = st.context.url or ""
    return url if urlsplit(url).path else f"{url}/"
