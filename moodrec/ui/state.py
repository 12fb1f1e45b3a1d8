"""The query lives in the URL: ?track=…&more=…&n=… or ?at=0.30,0.06. A link restores the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import streamlit as st

from moodrec import links
from moodrec.errors import LinkError
from moodrec.filters import Filters
from moodrec.model import MAX_SEEDS, MoodPoint, Query
from moodrec.ui import address
from moodrec.ui.address import Options
from moodrec.wishes import USUAL, Wishes

TYPED = "typed"
VALENCE = "valence"
ENERGY = "energy"
MORE = "more"
LESS = "less"
MINE = "mine"
_MOOD = re.compile(r"\s*[0-9.]+\s*,\s*[0-9.]+\s*")
_LONGEST_LINK = 500  # characters: what is longer is no link, and would not fit a URL


class Shape(NamedTuple):
    """What shapes a list, whatever its seeds."""

    options: Options
    wishes: Wishes
    filters: Filters


def shape(usual: Wishes = USUAL) -> Shape:
    """What the URL tells of the list; usual where it says nothing. Raises QueryError."""
    return Shape(options(), wishes(usual), filters())


def query(shape: Shape) -> Query | None:
    """The question that the URL asks; None when it asks none. Raises QueryError."""
    seed = first()
    if seed is None:
        return None
    added, less = seeds()
    return Query(
        seed=seed,
        **shape.options,
        more=tuple(map(_read, added[1:])),
        less=tuple(map(_read, less)),
        wishes=shape.wishes,
        filters=shape.filters,
    )


def first() -> str | MoodPoint | None:
    """The first seed of the URL; None when there is none. Raises QueryError."""
    added, _ = seeds()
    if not added:
        return None
    return _read(added[0]) if _given("track") or not _given("at") else MoodPoint.parse(added[0])


def options() -> Options:
    """The options that the URL tells. Raises QueryError."""
    return address.options(_all())


def opt(**changes: Any) -> None:
    """Changes some of the options in the URL."""
    put(address.of_options({**options(), **changes}))  # type: ignore[typeddict-item]


def wishes(usual: Wishes = USUAL) -> Wishes:
    """The wishes that the URL tells; usual where it says nothing. Raises QueryError."""
    return address.wishes(_all(), usual)


def wish(**changes: Any) -> None:
    """Changes some of the wishes in the URL."""
    put(address.of_wishes(replace(wishes(), **changes)))


def filters() -> Filters:
    """The filters of the URL, and the list that this visitor brought. Raises QueryError."""
    return replace(address.filters(_all()), without_songs=mine())


def sift(changed: Filters) -> None:
    """Puts other filters into the URL; the visitor's own list goes where it is empty."""
    if not changed.without_songs:
        st.session_state.pop(MINE, None)
    put(address.of_filters(changed))


def shaped() -> bool:
    """True when the URL tells any option, wish or filter."""
    return any(_all().values())


def forget_wishes() -> None:
    """Takes all options, wishes and filters out of the URL, also those that cannot be read."""
    put({name: [] for name in address.PARAMETERS})


def mine() -> frozenset[str]:
    """The track ids of the list that this visitor brought, to be left out."""
    found: frozenset[str] = st.session_state.get(MINE, frozenset())
    return found


def show(key: str, value: Any) -> None:
    """Makes a widget that is drawn next show a value, which the URL tells."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def put(parameters: Mapping[str, list[str]]) -> None:
    """Changes the URL at once, hence in one step of the browser's history.

    An empty list takes a parameter away.
    """
    st.query_params.update(parameters)


def choose(seed: str | MoodPoint) -> None:
    """Makes a track id, a pasted text or a mood point the only seed."""
    at, track = ([str(seed)], []) if isinstance(seed, MoodPoint) else ([], [seed])
    put({"at": at, "track": track, MORE: [], LESS: []})


def seeds() -> tuple[list[str], list[str]]:
    """The added seeds of the URL, the first one first, and the subtracted ones; each once."""
    first = [*_given("track")[-1:], *_given("at")[-1:]][:1]
    added = list(dict.fromkeys([*first, *_given(MORE)]))
    return added, [one for one in dict.fromkeys(_given(LESS)) if one not in added]


def add(seed: str) -> None:
    """Makes a track id or a pasted text one more seed; the first where there is none."""
    added, less = seeds()
    _seek([*added, seed], [one for one in less if one != seed])


def subtract(seed: str) -> None:
    """Makes a track id a seed to keep away from, unless it is the only other one."""
    added, less = seeds()
    if added != [seed]:
        _seek([one for one in added if one != seed], [*less, seed])


def drop(place: int) -> None:
    """Takes one of several seeds away: by its place among the added, then the subtracted."""
    added, less = seeds()
    every = [*added, *less]
    _seek(
        [one for one in added if one != every[place]], [one for one in less if one != every[place]]
    )


def _seek(added: list[str], less: list[str]) -> None:
    """Puts seeds into the URL, unless there are too many; none when no added one is left."""
    added, less = list(dict.fromkeys(added)), list(dict.fromkeys(less))
    if len(added) + len(less) > MAX_SEEDS:
        st.toast(f"{MAX_SEEDS} seeds are the most. Take one away first.")
        return
    first, more = added[:1], added[1:]
    mood = [one for one in first if isinstance(_read(one), MoodPoint)]
    track = [one for one in first if one not in mood]
    put({"track": track, "at": mood, MORE: more, LESS: less if first else []})


def choose_mood() -> None:
    """Makes the mood of the two sliders the new seed."""
    choose(MoodPoint(st.session_state[VALENCE], st.session_state[ENERGY]))


def submit(ask: Callable[[str], None]) -> bool:
    """Asks about what was pasted; True where it is a link that may lead to a track.

    What is none stays in the box to be mended, and the page answers it.
    """
    text = _short(st.session_state[TYPED])
    if text:
        ask(text)
    if _leads_to_track(text):
        return True
    st.session_state[TYPED] = text
    return False


def other_text() -> bool:
    """True when the link box holds a text, and the seeds came from elsewhere: a click, say."""
    text = _short(st.session_state.get(TYPED, ""))
    return bool(text) and text not in seeds()[0]


def forget_other_text() -> None:
    """Empties the link box when the seeds came from elsewhere."""
    if other_text():
        st.session_state[TYPED] = ""


def place(name: str, shown: Hashable) -> int:
    """Which of two places something takes: the other one whenever what it shows changes.

    Two are enough to tell the new from the old. A place for each that was ever shown would stay in
    the visitor's session, with all that its callback refers to.
    """
    before, taken = st.session_state.get(name, (None, 0))
    if before != shown:
        taken = 1 - taken
        st.session_state[name] = (shown, taken)
    return int(taken)


def _short(text: str) -> str:
    """A pasted text as the URL holds it: the bare id of a track, else the text itself."""
    text = text.strip()[:_LONGEST_LINK]
    try:
        link = links.parse(text)
    except LinkError:
        return text
    return link.id if link.kind == "track" else text


def _leads_to_track(text: str) -> bool:
    try:
        return links.parse(text).kind in {"track", "short"}
    except LinkError:
        return False


def _read(text: str) -> str | MoodPoint:
    """A seed of the URL: a mood where it looks like one, else text that leads to a track."""
    return MoodPoint.parse(text) if _MOOD.fullmatch(text) else text


def _all() -> dict[str, list[str]]:
    """What the URL tells of the list; a name that it lacks is left out."""
    return {name: _given(name) for name in st.query_params if name in address.PARAMETERS}


def _given(name: str) -> list[str]:
    """The values of a query parameter that are not blank."""
    return [value for value in st.query_params.get_all(name) if value.strip()]
