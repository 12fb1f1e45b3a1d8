"""Listening data that is late: the list is there at once, what is told later joins it."""

from __future__ import annotations

import time

import streamlit as st

from moodrec import reasons
from moodrec.model import Query, Recommendation
from moodrec.service import PATIENCE
from moodrec.ui import cache
from moodrec.ui.text import plain

_POLL = 0.4  # seconds
_SINCE = "listening-since"


def show(answer: Recommendation, query: Query) -> None:
    """What each source says or why it does not; waits for a late one at most two seconds."""
    if told := reasons.heard(answer):
        st.caption(plain(told))
    if any(one.waiting for one in answer.heard):
        asked, _ = st.session_state.get(_SINCE, (None, 0.0))
        if asked != query:
            st.session_state[_SINCE] = (query, time.monotonic())
        _wait(answer)


@st.fragment(run_every=_POLL)
def _wait(answer: Recommendation) -> None:
    """Draws the page anew once all have told; names those that are late."""
    late = [one.source for one in cache.heard(answer) if one.waiting]
    if not late:
        st.rerun()
    _, since = st.session_state[_SINCE]
    if time.monotonic() - since < PATIENCE:
        st.caption(plain(f"Asking {', '.join(late)} …"))
    else:
        st.caption(plain(f"{reasons.late(late)} What comes later counts from then on."))
