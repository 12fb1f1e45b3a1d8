"""Where the rows of a brought list lie, and how that is known."""

from moodrec.placement.coverage import HOWS, Coverage, Placed, track_of
from moodrec.placement.listings import completed, listing_of
from moodrec.placement.placing import place

__all__ = ["HOWS", "Coverage", "Placed", "completed", "listing_of", "place", "track_of"]
