"""The reference set: the tracks among which neighbours are sought, validated once, read-only."""

from moodrec.reference.loading import FOLDED, load, load_packaged
from moodrec.reference.reference_set import ReferenceSet

__all__ = ["FOLDED", "ReferenceSet", "load", "load_packaged"]
