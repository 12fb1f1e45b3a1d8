"""Explore: the whole set over any two of its columns, and the songs of a region."""

import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.ui import cache, frame
from moodrec.ui.explore import asking, onward, plane, search, songs

frame.enter("pages/explore.py")
service = None
try:
    service = cache.service()
    seen = asking.ask(service)
    with st.container(key=frame.BOARD):
        left, right = st.columns([3, 2])
        with right:
            search.show(seen.service)
            songs.about(seen)
        with left:
            plane.show(seen)
    songs.table(seen)
    onward.take_away(seen)
except MoodrecError as error:
    asking.problem(error, opened=service is not None)
