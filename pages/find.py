"""Find: paste a link, see it on the mood plane, hear its neighbours."""

import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.ui import answer, board, cache, frame, picks, question

frame.enter("pages/find.py")
service = recommendation = query = None
try:
    service = cache.service()
    query = question.ask()
    recommendation = cache.recommend(query) if query else None
except MoodrecError as error:
    answer.problem(error, offline=service is None or service.offline)
if service is None:
    st.stop()

summary, overview = service.reference.summary, service.overview
if recommendation:
    answer.seed(recommendation)
    with st.container(key=frame.BOARD):
        left, middle, right = st.columns([14, 12, 10])
        with left:
            board.plane(overview, recommendation)
        with middle:
            board.lens(recommendation)
        with right:
            picks.show(recommendation, offline=service.offline)
    picks.table(recommendation)
    answer.about(summary, overview, expanded=False)
else:
    with st.container(key=frame.BOARD):
        left, right = st.columns([4, 3])
        with left:
            board.plane(overview, None)
        with right:
            question.examples(overview.examples)
            answer.about(summary, overview, expanded=True)
