"""The two figures: the plane and, once there is a seed, the lens beside it."""

from __future__ import annotations

import streamlit as st

from moodrec import figures, words
from moodrec.figures import Palette, picking
from moodrec.model import Recommendation
from moodrec.overview import Overview
from moodrec.ui import cache, state
from moodrec.ui.frame import SQUARE

_CONFIG = {"displayModeBar": False}


def plane(overview: Overview, answer: Recommendation | None) -> None:
    """The whole plane. A click on a song or an empty spot makes it the seed."""

    def clicked() -> None:
        for point in _points("plane"):
            state.choose(picking.on_plane(point, overview))

    palette = _palette()
    backdrop = cache.background(overview.version, palette)
    about = words.sentence(answer) if answer else f"{overview.songs:,} songs."
    with st.container(key=f"{SQUARE}plane"):
        st.plotly_chart(
            figures.mood_plane(backdrop, answer, palette),
            key="plane",
            height="stretch",
            theme=None,
            config=_CONFIG,
            on_select=clicked,
            selection_mode="points",
            alt=f"The mood plane, valence to the right and energy upwards. {about}",
        )


def lens(answer: Recommendation) -> None:
    """The seed's surroundings, magnified. Clicks work as on the plane."""

    def clicked() -> None:
        for point in _points("lens"):
            state.choose(picking.on_lens(point))

    names = "; ".join(words.by_line(neighbour.track) for neighbour in answer.neighbours)
    with st.container(key=f"{SQUARE}lens"):
        st.plotly_chart(
            figures.lens(answer, _palette()),
            key="lens",
            height="stretch",
            theme=None,
            config=_CONFIG,
            on_select=clicked,
            selection_mode="points",
            alt=f"The seed's surroundings, magnified. Nearest first: {names}.",
        )
    st.caption(f"The lens: around the seed, {figures.magnification(answer)} times larger.")


def _points(chart: str) -> list[dict[str, object]]:
    """The clicked point of a chart, if any."""
    points: list[dict[str, object]] = st.session_state[chart]["selection"]["points"]
    return points[:1]


def _palette() -> Palette:
    return figures.DARK if st.context.theme.type == "dark" else figures.LIGHT
