"""Find: paste a link, see it on the mood plane, hear what feels the same."""

import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.ui import answer, beside, board, cache, frame, listening, picks, question, state

frame.enter("pages/find.py")
above, told = st.container(), st.container()  # sent after the plane, which is what was clicked
service = shape = query = found = None
try:
    service = cache.service()
    shape = state.shape()
    query = state.query(shape)
    found = cache.recommend(query) if query else None
except MoodrecError as error:
    with told:
        answer.problem(error, offline=service is None or service.offline)
if service and query and found:
    summary, overview = service.reference.summary, service.overview
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
    picks.take_away(overview, found)
    answer.about(summary, overview, expanded=False)
elif service:
    summary, overview = service.reference.summary, service.overview
    with st.container(key=frame.BOARD):
        left, right = st.columns([4, 3])
    with left:
        board.plane(service, None)
    with right:
        question.examples(overview.examples)
        answer.about(summary, overview, expanded=True)
if service:
    with above:
        question.show(service, shape)
