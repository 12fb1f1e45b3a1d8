"""The chosen pick beside the seed: one chart over all features."""

from __future__ import annotations

import streamlit as st

from moodrec import figures
from moodrec.figures.comparison import MARGIN, ROW
from moodrec.model import Neighbour, Recommendation
from moodrec.service import Service
from moodrec.ui.frame import palette


def show(service: Service, answer: Recommendation, pick: Neighbour) -> None:
    """Where both stand among the songs of the set, feature by feature."""
    rows = service.compare(answer.seed, pick)
    seed = answer.seed.track.title if answer.seed.track else _nameless(answer)
    with st.expander("Why this one: beside the seed, feature by feature", expanded=True):
        st.plotly_chart(
            figures.comparison(rows, seed, pick.track.title, palette()),
            key="comparison",
            height=ROW * len(rows) + MARGIN,
            theme=None,
            config={"displayModeBar": False},
            alt=f"{seed} and {pick.track.title} as percentiles over {len(rows)} features.",
        )


def _nameless(answer: Recommendation) -> str:
    return "The centre" if answer.several else "The mood"
