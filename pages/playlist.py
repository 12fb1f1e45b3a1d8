"""Playlist: bring a list, see how much of it is known, and where it lies."""

import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.ui import answer, cache, frame
from moodrec.ui.playlist import bring, coverage, slots

frame.enter("pages/playlist.py")
service = None
lists = {}
try:
    service = cache.service()
    bring.show(service.overview)
    for slot in (slots.FIRST, slots.SECOND):
        if placed := slots.coverage(slot, service):
            lists[slot] = placed
except MoodrecError as error:
    answer.problem(error, offline=service is None or service.offline)
if service is None:
    st.stop()

with st.container(key=frame.BOARD):
    left, right = st.columns([4, 5])
    with left:
        coverage.plane(list(lists.values()), service.overview)
    with right:
        for slot, placed in lists.items():
            coverage.show(placed, slot, service)
            coverage.table(placed, slot)
        if not lists:
            answer.about(service.reference.summary, service.overview, expanded=True)
