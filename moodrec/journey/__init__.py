"""A way over the mood plane, and the songs along it."""

from moodrec.journey.edits import Draft, History
from moodrec.journey.path import Path
from moodrec.journey.plan import Planner
from moodrec.journey.shapes import SHAPES

__all__ = ["SHAPES", "Draft", "History", "Path", "Planner"]
