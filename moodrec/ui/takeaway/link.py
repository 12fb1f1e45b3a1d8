"""A link that brings somebody else to what this page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

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
        st.code(f"{st.context.url or ''}?{query}", language=None)


def _query(state: Mapping[str, Any] | None) -> str:
    if state is None:
        address = {name: st.query_params.get_all(name) for name in st.query_params}
        return urlencode(address, doseq=True)
    return urlencode({STATE: sharing.encode(frame.page(), state)})
