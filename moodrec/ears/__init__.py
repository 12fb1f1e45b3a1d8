"""Other people's ears: what those who play the seeds play besides, one file a source."""

from moodrec.ears.contract import Ear
from moodrec.ears.registry import ears

__all__ = ["Ear", "ears"]
