"""The two figures: the plane and, once there is a seed, the lens beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from moodrec import figures, words
from moodrec.figures import Figure, Palette, picking
from moodrec.judging.own import SOURCE
from moodrec.model import MoodPoint, Recommendation
from moodrec.overview import Overview
from moodrec.ui import cache, frame, square, state
from moodrec.ui.byear import mine

PLANE = "plane"
"""Key of the chart of the whole plane."""


def plane(overview: Overview, answer: Recommendation | None) -> None:
    """The whole plane. A click on a song or an empty spot makes it the seed."""
    about = words.sentence(answer) if answer else f"{overview.songs:,} songs."
    _chart(
        PLANE,
        drawn(overview, answer, frame.palette()),
        alt=f"The mood plane, valence to the right and energy upwards. {about}",
        picked=lambda point: picking.on_plane(point, overview),
    )


def drawn(overview: Overview, answer: Recommendation | None, palette: Palette) -> Figure:
    """The figure of the whole plane."""
    backdrop = cache.background(overview.version, palette, overview)
    doubt = doubt_of(answer)
    return figures.mood_plane(backdrop, answer, palette, **({"doubt": doubt} if doubt else {}))


def doubt_of(answer: Recommendation | None) -> tuple[float, float] | None:
    """How far a seed that was placed by ear may be off, on valence and energy; None for others."""
    told = answer.seed.features if answer else None
    if told is None or told.source != SOURCE:
        return None
    place = mine.place_of(told.track_id)
    return place.half_widths if place else None


def lens(answer: Recommendation) -> None:
    """The seed's surroundings, magnified. Clicks work as on the plane."""
    names = "; ".join(words.by_line(neighbour.track) for neighbour in answer.neighbours)
    _chart(
        "lens",
        figures.lens(answer, frame.palette()),
        alt=f"The seed's surroundings, magnified. The list: {names}.",
        picked=picking.on_lens,
    )
    st.caption(words.lens(len(answer.neighbours), figures.magnification(answer)))


def _chart(
    key: str, figure: Figure, alt: str, picked: Callable[[dict[str, Any]], str | MoodPoint]
) -> None:
    """A square chart in which a click on a point makes what is `picked` the seed."""

    def clicked() -> None:
        # A double click selects and deselects at once: it means what its first click meant.
        for point in st.session_state[key]["selection"]["points"][:1]:
            st.session_state[last] = picked(point)
        if last in st.session_state:
            state.choose(st.session_state[last])

    last = f"{key}-clicked"

    square.chart(figure, key=key, alt=alt, on_click=clicked)
