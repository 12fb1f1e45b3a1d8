"""The figures, in plain Plotly: testable without a page."""

from moodrec.figures import method, wire
from moodrec.figures.comparison import comparison
from moodrec.figures.coverage import coverage
from moodrec.figures.drawing import Figure
from moodrec.figures.explore import explore
from moodrec.figures.journey import journey
from moodrec.figures.lens import lens, lens_overlay, magnification
from moodrec.figures.page import page
from moodrec.figures.palette import DARK, LIGHT, Palette
from moodrec.figures.plane import background, empty, mood_plane, overlay

__all__ = [
    "DARK",
    "LIGHT",
    "Figure",
    "Palette",
    "background",
    "comparison",
    "coverage",
    "empty",
    "explore",
    "journey",
    "lens",
    "lens_overlay",
    "magnification",
    "method",
    "mood_plane",
    "overlay",
    "page",
    "wire",
]
