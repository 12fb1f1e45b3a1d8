"""The whole page as JSON values for a link, and back: the route, its filters and the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from moodrec.errors import QueryError
from moodrec.itinerary import FEWEST, MOST, Route
from moodrec.journey import Draft
from moodrec.journey.edits import Slot
from moodrec.links import is_track_id
from moodrec.service import Service
from moodrec.ui import address as filters_of
from moodrec.ui import state as shared
from moodrec.ui.journey import address, among, course

_MOST_BROUGHT = 10_000  # songs that a journey picks from


def state_of(asked: Route) -> dict[str, Any]:
    """The state of the page."""
    before = course.history()
    slots = before.present.draft.slots if before else ()
    return {
        "route": {name: told for name, told in address.of(asked).items() if told},
        "filters": {
            name: told for name, told in filters_of.of_filters(asked.filters).items() if told
        },
        "among": sorted(asked.among),
        "list": [[slot.track_id, slot.locked] for slot in slots],
    }


def restore(service: Service, told: Mapping[str, Any]) -> None:
    """Puts such a state back, once it is known to be a journey. Raises MoodrecError."""
    try:
        given = {name: _texts(told["route"].get(name, [])) for name in address.PARAMETERS}
        chosen = {name: _texts(told["filters"].get(name, [])) for name in filters_of.PARAMETERS}
        ids = frozenset(_ids(told["among"], 0, _MOST_BROUGHT))
        slots = tuple(Slot(one, locked is True) for one, locked in told["list"])
        if slots:
            _ids([slot.track_id for slot in slots], FEWEST, MOST)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise QueryError("This link holds no journey. Start a new one.") from None
    filters = replace(filters_of.filters(chosen), without_songs=shared.mine())
    asked = address.route(given, filters, ids)
    if slots:
        course.begin(service, asked, Draft(slots))
    shared.put(given | chosen)
    among.keep(ids)


def _texts(values: Any) -> list[str]:
    """A list of texts. Raises TypeError or ValueError for anything else."""
    if not (isinstance(values, list) and all(isinstance(one, str) for one in values)):
        raise TypeError
    "".join(values).encode()  # half a surrogate pair is no text
    return values


def _ids(values: Any, least: int, most: int) -> list[str]:
    """So many track ids. Raises TypeError or ValueError for anything else."""
    ids = _texts(values)
    if not (least <= len(ids) <= most and all(map(is_track_id, ids))):
        raise ValueError
    return ids
