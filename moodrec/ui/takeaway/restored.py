"""The state that a link brings to a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from moodrec import sharing
from moodrec.errors import SharedStateError
from moodrec.ui.text import plain

STATE = "state"
"""The parameter of an address that holds it."""


def restored(page: str) -> Mapping[str, Any] | None:
    """The state that the address brings to this page, once: then it leaves the address.

    None when there is none. One that is damaged, or another page's, is told in a sentence and
    counts as none. What is in it was written by anybody, so the page has to check it.
    """
    text = st.query_params.get(STATE)
    if text is None:
        return None
    del st.query_params[STATE]
    try:
        return _state(text, page)
    except SharedStateError as error:
        st.warning(plain(str(error)))
        return None


def _state(text: str, page: str) -> Mapping[str, Any]:
    shared = sharing.decode(text)
    if shared.page != page:
        raise SharedStateError("This link leads to another page. Ask for a new one.")
    return shared.state
