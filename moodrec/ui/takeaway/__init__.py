"""Everything found can be taken away: files, links, pictures, and a link to the page."""

from moodrec.ui.takeaway.restored import restored
from moodrec.ui.takeaway.show import LABEL, show

__all__ = ["LABEL", "restored", "show"]
