"""The figures of the page that lays the method open."""

from moodrec.figures.method.distribution import distribution
from moodrec.figures.method.lists import lists
from moodrec.figures.method.regression import regression
from moodrec.figures.method.slopes import slopes
from moodrec.figures.method.vectors import vectors

__all__ = ["distribution", "lists", "regression", "slopes", "vectors"]
