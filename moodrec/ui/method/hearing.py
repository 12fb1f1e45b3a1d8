"""Against human ears: a song placed by the visitor's own, and a table of other people's."""

from __future__ import annotations

import streamlit as st

from moodrec.service import Service
from moodrec.ui.byear import own, placed
from moodrec.ui.method import agreement, asking


def show(service: Service) -> None:
    """Draws it. Raises MoodrecError."""
    _own_ears(service)
    st.divider()
    agreement.show(service)


def _own_ears(service: Service) -> None:
    st.markdown("##### Place a song by ear")
    st.write(
        "At most six questions, “Which is happier, this or that?”, against well-known songs find "
        "the place of a song. Each answer narrows where it may lie, and the interval that is left "
        "tells how sure that is."
    )
    answer = asking.ask(service)
    track, features = answer.seed.track, answer.seed.features
    if track and features:
        own.beside(track, features, answer.seed.point)
    else:
        st.info("A mood lies where it lies. Paste a song to place it by ear.")
    placed.show(service)
