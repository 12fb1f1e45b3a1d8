"""Reference set: what is in it, where it is thin, and how to change it."""

import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.ui import answer, bring, cache, contents, downloads, frame, kept

frame.enter("pages/reference_set.py")
try:
    service = cache.service()
    contents.show(service)
    downloads.show(service.reference)
except MoodrecError as error:
    answer.problem(error, offline=True)
left, right = st.columns(2)
with left:
    bring.show()
with right:
    kept.sets()
kept.crawls()
