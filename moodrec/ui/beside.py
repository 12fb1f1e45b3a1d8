"""The chosen pick beside the seed: one chart over all features."""

from __future__ import annotations

import streamlit as st

from moodrec import figures
from moodrec.figures import Figure
from moodrec.figures.comparison import MARGIN, ROW
from moodrec.model import Neighbour, Recommendation
from moodrec.service import Service
from moodrec.ui import cache, chart, planes
from moodrec.ui.frame import palette


def show(service: Service, answer: Recommendation, pick: Neighbour) -> None:
    """Where both stand among the songs of the set, feature by feature."""
    rows = service.compare(answer.seed, pick)
    seed = answer.seed.track.title if answer.seed.track else _nameless(answer)
    with st.expander("Why this one: beside the seed, feature by feature", expanded=True):
        _chart(
            figures.comparison(rows, seed, pick.track.title, palette()),
            height=ROW * len(rows) + MARGIN,
            about=f"{seed} and {pick.track.title} as percentiles over {len(rows)} features.",
        )


def _chart(figure: Figure, *, height: int, about: str) -> None:
    if planes.usable():
        planes.show(
            cache.empty_backdrop(palette()), figure, key="comparison", about=about, height=height
        )
        return
    chart.show(figure, key="comparison", height=height, alt=about)


def _nameless(answer: Recommendation) -> str:
    return "The centre" if answer.several else "The mood"
