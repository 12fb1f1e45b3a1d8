"""Playlist: bring a list, see how much of it is known, where it lies, and make others of it."""

import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.ui import answer, cache, frame
from moodrec.ui.playlist import bring, coverage, slots, view

frame.enter("pages/playlist.py")
service = None
try:
    service = cache.service()
    slots.arrive()
    if lists := slots.coverages(service):
        bring.names()
        for slot, placed in lists.items():
            coverage.show(placed, slot, service)
        view.show(service, lists)
    else:
        with st.container(key=frame.BOARD):
            left, right = st.columns([4, 5])
            with left:
                view.plane(service)
            with right:
                bring.first(service.overview)
except MoodrecError as error:
    answer.problem(error, offline=service is None or service.offline)
