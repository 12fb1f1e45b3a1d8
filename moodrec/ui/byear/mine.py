"""The visitor's own places: on this machine, or in their visit where others use the app too."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

import streamlit as st

from moodrec import access, databases, settings
from moodrec.errors import MoodrecError, StoreError
from moodrec.judging.own import OwnPlace
from moodrec.judging.ownstore import NAME, OwnPlaces
from moodrec.opening import Recommender
from moodrec.ui.text import plain

MOST_IN_VISIT = 200
"""Places that one visit keeps; the oldest give way."""
_PLACES = "own-places"
_PROBLEM = "own-places-problem"
_log = logging.getLogger(__name__)


def bound(shared: Recommender) -> Recommender:
    """The same for this visitor; a broken file is logged, and nobody waits for it."""
    try:
        return shared.with_own(places())
    except StoreError as error:
        _log.warning("%s", error)
        return shared


def places() -> Mapping[str, OwnPlace]:
    """The visitor's own places by track id, the oldest first. Raises MoodrecError."""
    if store := _store():
        return _read(store, str(store.path), store.stamp())
    found: dict[str, OwnPlace] = st.session_state.get(_PLACES, {})
    return found


def place_of(track_id: str) -> OwnPlace | None:
    """The visitor's own place of a track; None where there is none, or it cannot be read."""
    try:
        return places().get(track_id)
    except StoreError:
        return None


def keep(place: OwnPlace) -> None:
    """Keeps a place instead of an earlier one of its track. Raises MoodrecError."""
    if store := _store():
        store.put(place)
        _read.clear()
        return
    others = [one for one in places().values() if one.track_id != place.track_id]
    kept = [*others, place][-MOST_IN_VISIT:]
    st.session_state[_PLACES] = {one.track_id: one for one in kept}


def undo(track_id: str) -> None:
    """Forgets the place of a track. Raises MoodrecError."""
    if store := _store():
        store.remove(track_id)
        _read.clear()
        return
    others = {one: place for one, place in places().items() if one != track_id}
    st.session_state[_PLACES] = others


def where() -> str:
    """A sentence that says where a place is kept."""
    if on_this_machine():
        return f"Your places are kept on this machine, in {NAME}, and go nowhere else."
    return (
        "Others may use this app too, so your places stay in this visit alone: download your "
        "judgements to keep them."
    )


def on_this_machine() -> bool:
    """True when the page is opened on the machine that it runs on, by its only user."""
    alone = not access.needed(settings.load())
    return alone and _is_loopback(_host()) and _from_here(_address())


def carry_out(action: Callable[[], None]) -> None:
    """Carries out what a button asks for; problem() tells what goes wrong."""
    try:
        action()
    except MoodrecError as error:
        st.session_state[_PROBLEM] = str(error)


def problem() -> None:
    """Tells what went wrong in carry_out(), once."""
    if text := st.session_state.pop(_PROBLEM, None):
        st.error(plain(text))


def _store() -> OwnPlaces | None:
    """Those of this machine; None where places stay in the visit."""
    return OwnPlaces(databases.place_of(settings.load(), NAME)) if on_this_machine() else None


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(
    _store: OwnPlaces,
    path: str,  # noqa: ARG001  # the cache's key, with the stamp
    stamp: tuple[int, ...],  # noqa: ARG001  # as above
) -> Mapping[str, OwnPlace]:
    """What the file holds, read-only: read anew when it has changed. Raises StoreError."""
    return MappingProxyType(_store.all())


def _host() -> str:
    """The host in the visitor's address bar; empty where it is not known."""
    return urlsplit(st.context.url or "").hostname or ""


def _address() -> str | None:
    """Where the connection comes from; None for this machine."""
    return st.context.ip_address


def _from_here(address: str | None) -> bool:
    """Whether a connection comes from this machine: of such, Streamlit tells no address.

    What the browser says of its address bar alone could be said by anybody.
    """
    return address is None or _is_loopback(address)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
