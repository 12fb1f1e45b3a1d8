"""Playlist: bring a list, see how much of it is known, and where it lies."""

import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.ui import answer, cache, frame
from moodrec.ui.playlist import bring, coverage, slots

frame.enter("pages/playlist.py")
service, lists = None, {}
try:
    service = cache.service()
    lists = slots.coverages(service)
except MoodrecError as error:
    answer.problem(error, offline=service is None or service.offline)
if service is None:
    st.stop()

if lists:
    bring.names()
for slot, placed in lists.items():
    coverage.show(placed, slot, service)
with st.container(key=frame.BOARD):
    left, right = st.columns([4, 5])
    with left:
        coverage.plane(list(lists.values()), service.overview)
    with right:
        if not lists:
            bring.first(service.overview)
        for slot, placed in lists.items():
            coverage.table(placed, slot)
