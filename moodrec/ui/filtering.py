"""Which songs may be picked: the filters, with how many songs each of them is about."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import cycle
from typing import Any

import streamlit as st

from moodrec import lists, reasons
from moodrec.errors import MoodrecError
from moodrec.filters import Filters, Range
from moodrec.kinds import KINDS
from moodrec.model import FEATURE_NAMES
from moodrec.sieve import Sieve, Sifted, named
from moodrec.texts import counted
from moodrec.ui import choices, state
from moodrec.ui.choices import Choices
from moodrec.ui.text import plain

OPEN = "filters"
"""Key of the button that shows the filters."""
_MINUTE = 60_000  # milliseconds
_SPANS = {
    **dict.fromkeys(FEATURE_NAMES, (0.0, 1.0, 0.01)),
    "loudness": (-60.0, 0.0, 1.0),
    "tempo": (0.0, 250.0, 1.0),
    "duration_ms": (0.0, 15.0, 0.25),
    "popularity": (0.0, 100.0, 1.0),
}
"""From where to where a range goes on the page, and its step; the ends are open."""
_LABELS = {"duration_ms": "Length in minutes"}


def show(chosen: Filters, sieve: Sieve) -> None:
    """The filters behind a button, with how many songs each of them is about."""
    popover = _popover()
    if not popover.open:
        return  # what nobody sees need not be sent
    sifted = sieve.sift(chosen)
    mine = sifted.failing.get("without_songs")
    with popover:
        _summary(chosen, sifted)
        _choose(chosen, choices.among(sifted))
        _list(chosen, None if mine is None else int(mine.sum()))


def show_uncounted(chosen: Filters, genres: Iterable[tuple[str, int]]) -> None:
    """The same where songs are not counted for each filter, but for these genres with theirs."""
    popover = _popover()
    if not popover.open:
        return  # what nobody sees need not be sent
    with popover:
        st.caption("Genres tell how many songs they have, whatever else is ruled out.")
        if chosen.names():
            _reset()
        _choose(chosen, choices.uncounted(genres))
        _list(chosen, None)


def _popover() -> Any:
    # Its label never changes: a button with another one would close.
    return st.popover("Filters", icon=":material/filter_alt:", key=OPEN, on_change="rerun")


def _choose(chosen: Filters, offered: Choices) -> None:
    _kinds(chosen, offered.kinds)
    _genres(chosen, offered.genres)
    _artists(chosen)
    if offered.years:
        _range(chosen, "year", (*offered.years, 1.0), "Year")
    with st.expander("Ranges"):
        _ranges(chosen, offered.columns)


def _summary(chosen: Filters, sifted: Sifted) -> None:
    """How many songs pass, and what each filter alone takes away."""
    if not chosen.names():
        st.caption(f"All {counted(len(sifted.sieve), 'song')} may be picked.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{sifted.songs:,} of {counted(len(sifted.sieve), 'song')} may be picked.")
        _reset()
    taken = (f"{reasons.filter_name(name)} {sifted.taken_by(name):,}" for name in sifted.failing)
    st.caption(plain(f"Left out by one filter alone: {', '.join(taken)}."))
    for notice in sifted.notices:
        st.caption(plain(notice))


def _reset() -> None:
    st.button("Reset", key="filters-reset", type="tertiary", on_click=lambda: state.sift(Filters()))


def relax(chosen: Filters, name: str, label: str, key: str) -> None:
    """A button that takes one filter away."""
    st.button(label, key=key, on_click=lambda: state.sift(chosen.relaxed(name)))


def _kinds(chosen: Filters, counts: Mapping[str, int | None]) -> None:
    shown = [kind for kind in KINDS if counts[kind] != 0 or kind in chosen.without_kinds]
    if not shown:
        return
    state.show("without-kinds", [kind for kind in shown if kind in chosen.without_kinds])
    st.pills(
        "Leave out",
        shown,
        selection_mode="multi",
        key="without-kinds",
        format_func=lambda kind: kind if counts[kind] is None else f"{kind} · {counts[kind]:,}",
        on_change=lambda: state.sift(
            replace(chosen, without_kinds=tuple(st.session_state["without-kinds"]))
        ),
        help="\n\n".join(f"**{kind}**: {KINDS[kind].about}." for kind in shown),
    )


def _genres(chosen: Filters, counts: Mapping[str, int]) -> None:
    if not counts:
        return
    for field, label in (("genres", "Only these genres"), ("without_genres", "Not these genres")):
        key = f"filter-{field}"
        state.show(key, named(getattr(chosen, field), list(counts)))
        st.multiselect(
            label,
            list(counts),
            key=key,
            placeholder="Search a genre",
            format_func=lambda genre: f"{genre} ({counts[genre]:,})",
            on_change=_change_names,
            args=(chosen, field, key),
        )


def _artists(chosen: Filters) -> None:
    key = "filter-artists"
    state.show(key, list(chosen.without_artists))
    st.multiselect(
        "Not these artists",
        list(chosen.without_artists),
        key=key,
        accept_new_options=True,
        placeholder="Type a name, press Enter",
        on_change=_change_names,
        args=(chosen, "without_artists", key),
    )


def _change_names(chosen: Filters, field: str, key: str) -> None:
    names: Any = tuple(name.strip() for name in st.session_state[key] if name.strip())
    state.sift(replace(chosen, **{field: names}))


def _ranges(chosen: Filters, columns: Collection[str]) -> None:
    known = [column for column in _SPANS if column in columns]
    for column, place in zip(known, cycle(st.columns(2))):
        with place:
            label = _LABELS.get(column, column.capitalize())
            _range(chosen, column, _SPANS[column], label)


def _range(chosen: Filters, column: str, span: tuple[float, float, float], label: str) -> None:
    """A slider with two ends; an end at its limit is open."""
    low, high, step = span
    if low >= high:
        return
    key, unit = f"range-{column}", _MINUTE if column == "duration_ms" else 1
    now = next((one for one in chosen.ranges if one.column == column), None)
    ends = (low, high) if now is None else (now.low / unit, now.high / unit)
    bottom, top = (min(max(end, low), high) for end in ends)
    state.show(key, (bottom, top))
    st.slider(
        label,
        low,
        high,
        step=step,
        format="%d" if step == 1 else None,
        key=key,
        on_change=_change_range,
        args=(chosen, column, (low, high), unit, key),
    )


def _change_range(
    chosen: Filters, column: str, limits: tuple[float, float], unit: int, key: str
) -> None:
    bottom, top = st.session_state[key]
    others = tuple(one for one in chosen.ranges if one.column != column)
    if (bottom, top) != limits:
        low = -math.inf if bottom == limits[0] else bottom * unit
        others += (Range(column, low, math.inf if top == limits[1] else top * unit),)
    state.sift(replace(chosen, ranges=others))


def _list(chosen: Filters, here: int | None) -> None:
    """A list of one's own, of which so many are `here`, is left out; it stays in this visit."""
    st.markdown("**Not in my list**")
    st.file_uploader(
        "A playlist or history, as a file",
        key="not-in-file",
        type=["csv", "txt", "json", "parquet"],
        max_upload_size=lists.LARGEST // 1_000_000,
        on_change=_take_file,
    )
    st.text_area("Or links, one a line", key="not-in-text", height=68, on_change=_take_text)
    if problem := st.session_state.pop("not-in-problem", None):
        st.error(plain(problem))
    if chosen.without_songs:
        left_out = "" if here is None else f"; {counted(here, 'song')} of the set left out"
        st.caption(
            f"{counted(len(chosen.without_songs), 'id')} in your list{left_out}. "
            "The list is not part of the link."
        )
        relax(chosen, "without_songs", "Forget my list", key="forget-list")


def _take_file() -> None:
    if (file := st.session_state["not-in-file"]) is not None:
        _take(file.getvalue(), file.name)


def _take_text() -> None:
    if text := st.session_state["not-in-text"].strip():
        _take(text.encode(), "The text")


def _take(content: bytes, name: str) -> None:
    """Adds the songs to the list that is there."""
    try:
        st.session_state[state.MINE] = state.mine() | lists.track_ids(content, name)
    except MoodrecError as error:
        st.session_state["not-in-problem"] = str(error)
