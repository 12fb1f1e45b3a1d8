"""The figures of the page that lays the method open."""

from moodrec.figures.method.distribution import distribution
from moodrec.figures.method.lists import lists
from moodrec.figures.method.regression import GENRES, regression
from moodrec.figures.method.slopes import shown, slopes
from moodrec.figures.method.vectors import vectors

__all__ = ["GENRES", "distribution", "lists", "regression", "shown", "slopes", "vectors"]
