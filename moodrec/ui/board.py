"""The two figures: the plane and, once there is a seed, the lens beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from moodrec import figures, words
from moodrec.errors import StoreError
from moodrec.figures import Figure, Palette, picking
from moodrec.judging.own import SOURCE
from moodrec.method.spread import USUAL
from moodrec.model import MoodPoint, Recommendation
from moodrec.opening import Recommender
from moodrec.overview import Overview
from moodrec.ui import cache, chart, frame, planes, state
from moodrec.ui.byear import mine
from moodrec.ui.text import plain
from moodrec.window import Closer

PLANE = "plane"
"""Key of the chart of the whole plane."""
LENS = "lens"
"""Key of the chart of the seed's surroundings."""


def plane(service: Recommender, answer: Recommendation | None) -> None:
    """The whole plane. A click on a song or an empty spot makes it the seed."""
    overview, palette = service.overview, frame.palette()
    about = words.sentence(answer) if answer else f"{overview.songs:,} songs."
    about = f"The mood plane, valence to the right and energy upwards. {about}"
    if not planes.usable():
        _chart(
            PLANE,
            drawn(overview, answer, palette),
            alt=about,
            picked=lambda point: picking.on_plane(point, overview),
        )
        return
    closer = service.closer
    planes.listen(closer)
    planes.show(
        cache.plane_backdrop(overview.version, palette, overview),
        _overlay(answer, palette) if answer else None,
        key=PLANE,
        about=f"{about} {_KEYS}",
        zoom=True,
        prompt=True,
        chosen=lambda told: _choose(told, overview, closer),
    )


def drawn(overview: Overview, answer: Recommendation | None, palette: Palette) -> Figure:
    """The figure of the whole plane."""
    backdrop = cache.background(overview.version, palette, overview)
    return figures.mood_plane(backdrop, answer, palette, doubt_of(answer) or (USUAL, USUAL))


def _overlay(answer: Recommendation, palette: Palette) -> Figure:
    """What an answer adds to the plane that the browser keeps."""
    return figures.overlay(answer, palette, doubt_of(answer) or (USUAL, USUAL))


def doubt_of(answer: Recommendation | None) -> tuple[float, float] | None:
    """How far a seed that was placed by ear may be off, on valence and energy; None for others."""
    told = answer.seed.features if answer else None
    if told is None or told.source != SOURCE:
        return None
    place = mine.place_of(told.track_id)
    return place.half_widths if place else None


def lens(service: Recommender, answer: Recommendation) -> None:
    """The seed's surroundings, magnified. Clicks work as on the plane."""
    names = "; ".join(words.by_line(neighbour.track) for neighbour in answer.neighbours)
    alt = f"The seed's surroundings, magnified. The list: {names}."
    palette = frame.palette()
    if planes.usable():
        planes.show(
            cache.empty_backdrop(palette),
            figures.lens_overlay(answer, palette),
            key=LENS,
            about=alt,
            chosen=lambda told: _choose(told, service.overview, service.closer),
        )
    else:
        _chart(LENS, figures.lens(answer, palette), alt=alt, picked=picking.on_lens)
    st.caption(words.lens(len(answer.neighbours), figures.magnification(answer)))


_KEYS = (
    "Arrow keys go from song to song, N to the next at the same place, Enter makes one the seed, "
    "plus and minus look closer or less close, Escape shows the whole plane."
)


def _choose(told: Mapping[str, Any], overview: Overview, closer: Closer) -> None:
    """Makes what was chosen on a component the seed, where it makes sense."""
    try:
        chosen = picking.on_component(told, overview, closer)
    except StoreError as error:
        st.toast(plain(str(error)))
        return
    if chosen is not None:
        state.choose(chosen)


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

    chart.square(figure, key=key, alt=alt, on_click=clicked)
