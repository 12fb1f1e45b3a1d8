"""Against human ears: a song placed by the visitor's own, and a table of other people's."""

from __future__ import annotations

import streamlit as st

from moodrec.service import Service
from moodrec.ui.byear import own, placed
from moodrec.ui.method import agreement, asking


def show(service: Service) -> None:
    """Draws it. Raises MoodrecError."""
    left, right = st.columns(2, gap="large")
    with right:
        agreement.show(service)
    with left:
        _own_ears(service)


def _own_ears(service: Service) -> None:
    st.markdown("##### Place a song by ear")
    st.write(
        "Three to six questions, “Which is happier, this or that?”, against well-known songs find "
        "the place of a song. Each answer narrows where it may lie, and the interval that is left "
        "tells how sure that is."
    )
    answer = asking.ask(service)
    track, features = answer.seed.track, answer.seed.features
    if track and features:
        own.beside(track, features, answer.seed.point)
    placed.show(service)
