"""What comes to the page of a journey: a link's state, or songs from another page."""

from __future__ import annotations

from moodrec.service import Service
from moodrec.ui import handover, takeaway
from moodrec.ui.journey import among, link

_PAGE = "journey"


def take(service: Service) -> None:
    """Takes it over, once. Raises MoodrecError for a state that holds no journey."""
    if (told := takeaway.restored(_PAGE)) is not None:
        link.restore(service, told)
    if handed := handover.received(_PAGE):
        handover.forget(_PAGE)
        among.keep(frozenset(handed.ids))
