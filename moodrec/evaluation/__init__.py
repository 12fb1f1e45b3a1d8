"""How good the lists are: measured on playlists that were held out of what moodrec learns."""

from moodrec.evaluation.estimates import Estimate
from moodrec.evaluation.evaluate import MEASURES, Evaluated, Row, evaluate
from moodrec.evaluation.heldout import Protocol

__all__ = ["MEASURES", "Estimate", "Evaluated", "Protocol", "Row", "evaluate"]
