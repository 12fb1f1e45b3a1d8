"""A page with a list of the packaged set, to try what the page of lists shows of placed songs."""

import numpy as np
import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.ui import answer, cache, frame
from moodrec.ui.playlist import portrait, shape, versus

st.set_page_config(layout="wide")
frame.style()
service = cache.service()
reference = service.reference
calm = np.flatnonzero((reference.energy < 550_000) & (reference.valence < 600_000))[:120]
lively = np.flatnonzero(reference.energy > 900_000)[:2]
songs = [reference.placed(row) for row in (*calm.tolist(), *lively.tolist())]
others = [reference.placed(row) for row in (*calm[:20].tolist(), *range(2000, 2100))]
try:
    if "portrait" in st.query_params:
        portrait.show(service, songs, [1 + place % 7 for place in range(len(songs))])
    if "versus" in st.query_params:
        versus.show(service, (st.query_params["versus"], songs), ("Mixed", others))
    if "shape" in st.query_params:
        shape.show(service, songs)
except MoodrecError as error:
    answer.problem(error, offline=True)
