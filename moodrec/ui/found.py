"""What was found: the plane, the list and all about it, drawn anew without the page around them."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from moodrec.errors import MoodrecError
from moodrec.model import Query, Recommendation
from moodrec.opening import Recommender
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
        told = st.container(key=frame.TOLD)  # sent after the plane, which is what was clicked
        asked = query = found = None
        try:
            asked = cache.recommender()
            now = Drawn.now(asked)
            if now != around or state.other_text():
                st.rerun()
            query = state.query(now.shape)
            found = cache.recommend(asked, query) if query else None
        except MoodrecError as error:
            with told:
                _problem(asked, error)
        if asked and query and found:
            _answer(asked, query, found, told)
        elif asked:
            _nothing_asked(asked)


def _problem(asked: Recommender | None, error: MoodrecError) -> None:
    offline = asked is None or asked.offline
    answer.problem(error, offline=offline, by_ear=bool(asked and asked.whole))


def _answer(asked: Recommender, query: Query, found: Recommendation, told: DeltaGenerator) -> None:
    with st.container(key=frame.BOARD):
        left, middle, right = st.columns([14, 12, 10])
    with left:
        board.plane(asked, found)
    frame.show()
    with told:
        answer.seed(found, query.filters, by_ear=bool(asked.whole))
        listening.show(found, query)
    with middle:
        board.lens(asked, found)
    with right:
        pick = picks.show(asked, found, query.filters)
    if pick and asked.whole:
        beside.show(asked.whole, found, pick)
    picks.table(found)
    picks.take_away(asked, found)
    answer.about(asked.summary, asked.overview, expanded=False)


def _nothing_asked(asked: Recommender) -> None:
    with st.container(key=frame.BOARD):
        left, right = st.columns([4, 3])
    with left:
        board.plane(asked, None)
    with right:
        question.examples(asked.overview.examples)
        answer.about(asked.summary, asked.overview, expanded=True)
