"""Figures that stay in the browser: an answer sends what it changes, a click may fall anywhere."""

from moodrec.ui.planes.component import possible, show, usable
from moodrec.ui.planes.line import listen

__all__ = ["listen", "possible", "show", "usable"]
