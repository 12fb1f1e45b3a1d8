"""A link that brings somebody else to what this page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from moodrec import sharing
from moodrec.errors import SharedStateError
from moodrec.ui import frame
from moodrec.ui.takeaway.restored import STATE
from moodrec.ui.text import plain


def show(state: Mapping[str, Any] | None) -> None:
    """The link to be copied: with this state, or as the address is where that tells all."""
    try:
        query = _query(state)
    except SharedStateError as error:
        st.caption(plain(str(error)))
        return
    if query:
        st.caption("A link that restores this page")
        st.code(f"{_page()}?{query}", language=None, wrap_lines=True)


def _page() -> str:
    """The address of the open page; empty where the browser tells none."""
    url = st.context.url or ""
    return url if urlsplit(url).path else f"{url}/"


def _query(state: Mapping[str, Any] | None) -> str:
    if state is None:
        return urlencode(frame.query(), doseq=True)
    return urlencode({STATE: sharing.encode(frame.page(), state)})
