"""What was found: the plane, the list and all about it, drawn anew without the page around them."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from moodrec.errors import MoodrecError
from moodrec.model import Query, Recommendation
from moodrec.service import Service
from moodrec.ui import answer, beside, board, cache, frame, listening, picks, question, state
from moodrec.ui.question import Drawn

KEY = "found"
"""Key of the fragment."""


@st.fragment(key=KEY)
def show(around: Drawn | None) -> None:
    """Answers the question of the URL, or says what went wrong.

    Most of what a visitor does asks for another song, which changes nothing `around`, so the
    browser draws only this. What changes more draws the whole page.
    """
    with frame.turn():
        told = st.container()  # sent after the plane, which is what was clicked
        service = query = found = None
        try:
            service = cache.service()
            now = Drawn.now(service)
            if now != around or state.other_text():
                st.rerun()
            query = state.query(now.shape)
            found = cache.recommend(query) if query else None
        except MoodrecError as error:
            with told:
                answer.problem(error, offline=service is None or service.offline)
        if service and query and found:
            _answer(service, query, found, told)
        elif service:
            _nothing_asked(service)


def _answer(service: Service, query: Query, found: Recommendation, told: DeltaGenerator) -> None:
    with st.container(key=frame.BOARD):
        left, middle, right = st.columns([14, 12, 10])
    with left:
        board.plane(service, found)
    frame.show()
    with told:
        answer.seed(found, query.filters)
        listening.show(found, query)
    with middle:
        board.lens(service, found)
    with right:
        pick = picks.show(found, query.filters, offline=service.offline)
    if pick:
        beside.show(service, found, pick)
    picks.table(found)
    picks.take_away(service.overview, found)
    answer.about(service.reference.summary, service.overview, expanded=False)


def _nothing_asked(service: Service) -> None:
    with st.container(key=frame.BOARD):
        left, right = st.columns([4, 3])
    with left:
        board.plane(service, None)
    with right:
        question.examples(service.overview.examples)
        answer.about(service.reference.summary, service.overview, expanded=True)
