"""A way over the mood plane, and the songs along it."""

from moodrec.journey.assign import assign
from moodrec.journey.path import Path
from moodrec.journey.shapes import SHAPES

__all__ = ["SHAPES", "Path", "assign"]
