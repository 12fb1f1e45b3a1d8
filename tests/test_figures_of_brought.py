"""Brought lists over the plane: told apart, sized by plays, bounded, foreign text made safe."""

import numpy as np
import plotly.graph_objects as go

from moodrec import figures
from moodrec.figures import Dots
from tests.small import a_set

EMPTY = np.empty(0)


def dots(name: str, *weights: float) -> Dots:
    songs = a_set([{"valence": 0.5, "energy": 0.5, "name": "<b>x</b>"}] * len(weights))
    placed = [songs.placed(row) for row in range(len(weights))]
    return Dots(name, placed, np.array(weights), EMPTY, EMPTY)


def test_two_lists_differ_in_colour_and_in_shape() -> None:
    one, two = figures.brought(go.Figure(), [dots("one", 1), dots("two", 1)], figures.LIGHT).data
    assert (one.marker.symbol, two.marker.symbol) == ("circle", "diamond")
    assert one.marker.color != two.marker.color


def test_the_area_of_a_dot_grows_with_its_plays() -> None:
    (drawn,) = figures.brought(go.Figure(), [dots("one", 1, 10, 100)], figures.LIGHT).data
    small, middle, large = drawn.marker.size
    assert small < middle < large
    (alike,) = figures.brought(go.Figure(), [dots("one", 1, 1)], figures.LIGHT).data
    assert len(set(alike.marker.size)) == 1


def test_what_has_no_card_is_a_small_dot_and_an_empty_list_draws_nothing_wrong() -> None:
    more = Dots("one", (), EMPTY, np.array([0.1, 0.2]), np.array([0.3, 0.4]))
    rest, songs = figures.brought(go.Figure(), [more], figures.DARK).data
    assert (len(rest.x), len(songs.x)) == (2, 0)
    assert rest.hoverinfo == "skip"


def test_foreign_names_are_made_safe() -> None:
    (drawn,) = figures.brought(go.Figure(), [dots("<i>a</i>", 1)], figures.LIGHT).data
    assert drawn.name == "&lt;i&gt;a&lt;/i&gt;"
    assert "<i>a" not in drawn.hovertemplate
    assert "<b>" not in drawn.customdata[0][0]
