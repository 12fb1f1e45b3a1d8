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
    told = [reasons.heard(one, answer.wishes) for one in answer.heard if not one.waiting]
    if told:
        st.caption(plain(" ".join(told)))
    if any(one.waiting for one in answer.heard):
        asked, _ = st.session_state.get(_SINCE, (None, 0.0))
        if asked != query:
            st.session_state[_SINCE] = (query, time.monotonic())
        _wait(query)


@st.fragment(run_every=_POLL)
def _wait(query: Query) -> None:
    """Draws the page anew once all have told; names those that are late."""
    late = [one.source for one in cache.heard(query) if one.waiting]
    if not late:
        st.rerun()
    _, since = st.session_state[_SINCE]
    if time.monotonic() - since < PATIENCE:
        st.caption(f"Asking {plain(', '.join(late))} …")
    else:
        st.caption(
            f"{plain(', '.join(late))} did not answer within two seconds and is missing here. "
            "What comes later counts from then on."
        )
