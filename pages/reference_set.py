"""Reference set: what is in it, where it is thin, and how to change it."""

import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.ui import answer, bring, cache, contents, downloads, frame, kept, past

frame.enter("pages/reference_set.py")
top = st.container()
left, right = st.columns(2)
try:
    with left:
        bring.show()
    with right:
        kept.show()
    past.show()
    with top:
        service = cache.service()
        contents.show(service)
        downloads.show(service.reference)
except MoodrecError as error:
    with top:
        answer.problem(error, offline=True)
