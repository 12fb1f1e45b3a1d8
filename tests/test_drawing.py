"""Figures are made of plain values: what they leave to Plotly, and what they do not."""

import json

import numpy as np
import pytest

from moodrec import figures
from moodrec.figures import Figure, drawing
from moodrec.overview import overview
from moodrec.reference import ReferenceSet


def told(figure: Figure) -> dict[str, object]:
    found: dict[str, object] = json.loads(figure.plotly().to_json())
    return found


def test_arrays_travel_in_short_and_what_is_none_not_at_all() -> None:
    dots = drawing.scatter(x=np.zeros(4, np.float32), y=[1, 2, 3, 4], ids=None)
    assert dots == {"type": "scatter", "x": dots["x"], "y": [1, 2, 3, 4]}
    (sent,) = json.loads(drawing.figure([dots]).plotly().to_json())["data"]
    assert sent["x"] == {"dtype": "f4", "bdata": "AAAAAAAAAAAAAAAAAAAAAA=="}


def test_no_template_of_plotlys_is_sent() -> None:
    assert told(drawing.figure())["layout"] == {"template": {"layout": {}}}


def test_what_plotly_does_not_know_is_found_by_the_tests() -> None:
    with pytest.raises(ValueError, match="colour"):
        drawing.figure([drawing.scatter(x=[0], y=[0], marker={"colour": "red"})])


def test_a_figure_on_a_backdrop_has_the_shapes_of_both(packaged: ReferenceSet) -> None:
    backdrop = figures.background(overview(packaged), figures.LIGHT)
    line = {"type": "line", "x0": 0, "x1": 1, "y0": 0, "y1": 1, "name": "mine"}
    drawn = drawing.over([], backdrop, [drawing.bar(x=[1], y=[2])], shapes=[line], showlegend=True)
    assert drawn.layout["shapes"] == [*backdrop.layout["shapes"], line]
    assert drawn.layout["annotations"] == backdrop.layout["annotations"]
    assert drawn.layout["showlegend"]
    assert [one["type"] for one in drawn.data] == ["bar"]
