"""The page Find: the link box, the plane, the list and what is told of both."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from moodrec.errors import MoodrecError
from moodrec.model import Query, Recommendation
from moodrec.service import Service
from moodrec.ui import answer, beside, board, cache, frame, listening, picks, question, state


def show() -> None:
    """Draws it. What was clicked is answered first: the plane, before what stands above."""
    above, told = st.container(), st.container()
    service = shape = query = found = None
    try:
        service = cache.service()
        shape = state.shape()
        query = state.query(shape)
        found = cache.recommend(query) if query else None
    except MoodrecError as error:
        with told:
            answer.problem(error, offline=service is None or service.offline)
    if service is None:
        return
    if query and found:
        _answered(service, query, found, told)
    else:
        _unanswered(service)
    with above:
        question.show(service, shape)


def _answered(service: Service, query: Query, found: Recommendation, told: DeltaGenerator) -> None:
    """The plane, the list, and what is `told` of the seed above them."""
    with st.container(key=frame.BOARD):
        left, middle, right = st.columns([14, 12, 10])
    with left:
        board.plane(service, found)
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


def _unanswered(service: Service) -> None:
    """The plane with nothing but the songs of the set, and examples to try."""
    overview = service.overview
    with st.container(key=frame.BOARD):
        left, right = st.columns([4, 3])
    with left:
        board.plane(service, None)
    with right:
        question.examples(overview.examples)
        answer.about(service.reference.summary, overview, expanded=True)
