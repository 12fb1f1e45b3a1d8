"""A journey to take away: its songs, its plane, and a link that restores all of the page."""

from __future__ import annotations

from functools import partial

from moodrec.itinerary import Journey
from moodrec.journey import words
from moodrec.overview import Overview
from moodrec.ui import frame, takeaway
from moodrec.ui.journey import board, link


def show(overview: Overview, journey: Journey) -> None:
    """Draws it."""
    takeaway.show(
        partial(words.listing_of, journey),
        key="journey",
        chart=board.KEY,
        figure=partial(board.drawn, overview, journey, frame.palette()),
        state=partial(link.state_of, journey.route),
    )
