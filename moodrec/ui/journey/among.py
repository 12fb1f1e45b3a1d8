"""The only songs that a journey may pick, when another page hands over a list."""

from __future__ import annotations

import streamlit as st

_AMONG = "journey-among"


def among() -> frozenset[str]:
    """The track ids that were handed over; empty when every song may be picked."""
    found: frozenset[str] = st.session_state.get(_AMONG, frozenset())
    return found


def keep(ids: frozenset[str]) -> None:
    """Picks from these songs alone; from all when there are none."""
    st.session_state[_AMONG] = ids
