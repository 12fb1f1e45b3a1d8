"""Journey: a way over the mood plane from one mood to another, and the songs along it."""

import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.ui import answer, cache, frame
from moodrec.ui.journey import arrival, away, board, course, rules, state, steps, stops

frame.enter("pages/journey.py")
service = journey = None
try:
    service = cache.service()
    arrival.take(service)
    route = state.route()
    stops.show(route)
    rules.show(route, service)
    journey = course.journey(service, route)
except MoodrecError as error:
    answer.problem(error, offline=service is None or service.offline)
    if service:
        st.button("Back to the example", on_click=course.forget)
if journey:
    stops.named(journey)
    steps.told(journey)
if service:
    with st.container(key=frame.BOARD):
        left, right = st.columns([4, 3])
        with left:
            stops.clicks()
            board.show(service.overview, journey)
        with right:
            if journey:
                steps.show(journey, offline=service.offline)
                away.show(service.overview, journey)
