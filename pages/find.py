"""Find: paste a link, see it on the mood plane, hear what feels the same."""

import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.ui import answer, beside, board, cache, frame, listening, picks, question

frame.enter("pages/find.py")
service = recommendation = query = None
try:
    service = cache.service()
    query = question.ask(service)
    recommendation = cache.recommend(query) if query else None
except MoodrecError as error:
    answer.problem(error, offline=service is None or service.offline)
if service and query and recommendation:
    summary, overview = service.reference.summary, service.overview
    told = st.container()
    with st.container(key=frame.BOARD):
        left, middle, right = st.columns([14, 12, 10])
    with left:
        board.plane(service, recommendation)  # the first to be sent: it is what was clicked
    with told:
        answer.seed(recommendation, query.filters)
        listening.show(recommendation, query)
    with middle:
        board.lens(service, recommendation)
    with right:
        pick = picks.show(recommendation, query.filters, offline=service.offline)
    if pick:
        beside.show(service, recommendation, pick)
    picks.table(recommendation)
    picks.take_away(overview, recommendation)
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
