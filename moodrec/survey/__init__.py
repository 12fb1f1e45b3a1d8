"""A look at the reference set over any two of its columns, and what is selected there."""

from moodrec.survey.axes import Axis, axis, known
from moodrec.survey.hues import COLOURS, FIXED, Categories, Colour, Scale, colour, colours, sizes
from moodrec.survey.look import Survey, look
from moodrec.survey.regions import CORNERS, Corner, alike, corners, thin
from moodrec.survey.selections import Box, Lasso, One, Selection, Spot, chosen, parse

__all__ = [
    "COLOURS",
    "CORNERS",
    "FIXED",
    "Axis",
    "Box",
    "Categories",
    "Colour",
    "Corner",
    "Lasso",
    "One",
    "Scale",
    "Selection",
    "Spot",
    "Survey",
    "alike",
    "axis",
    "chosen",
    "colour",
    "colours",
    "corners",
    "known",
    "look",
    "parse",
    "sizes",
    "thin",
]
