"""The figures, in plain Plotly: testable without a page."""

from moodrec.figures.brought import Dots, brought
from moodrec.figures.comparison import comparison
from moodrec.figures.coverage import coverage
from moodrec.figures.lens import lens, magnification
from moodrec.figures.palette import DARK, LIGHT, Palette
from moodrec.figures.plane import Figure, background, mood_plane

__all__ = [
    "DARK",
    "LIGHT",
    "Dots",
    "Figure",
    "Palette",
    "background",
    "brought",
    "comparison",
    "coverage",
    "lens",
    "magnification",
    "mood_plane",
]
