"""How sure a point is: the spread between releases, the soft blob, and sources side by side."""

from __future__ import annotations

import streamlit as st

from moodrec import figures
from moodrec.method import sentences
from moodrec.method.spread import doubt
from moodrec.service import Service
from moodrec.ui import board, cache, chart, frame
from moodrec.ui.byear import told as sides
from moodrec.ui.method import asking, numbers
from moodrec.ui.text import plain


def show(service: Service) -> None:
    """Draws it. Raises MoodrecError."""
    answer = asking.ask(service)
    told = numbers.spread(service)
    left, right = st.columns(2)
    with left:
        palette, overview = frame.palette(), service.overview
        backdrop = cache.background(overview.version, palette, overview)
        chart.square(
            figures.mood_plane(backdrop, answer, palette, board.doubt_of(answer) or doubt(told)),
            key="method-blob",
            alt="The plane with the seed, its ring, and the soft blob of where it may lie.",
        )
    with right:
        for sentence in sentences.spread(told):
            st.write(plain(sentence))
        if answer.seed.track:
            st.markdown("##### Who says what of this song")
            sides.show(service, answer.seed.track.id)
