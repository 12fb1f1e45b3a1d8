"""The list under way with its route, and what can be taken back of both; stays in the visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from moodrec.itinerary import Journey, Route
from moodrec.journey import Draft, History
from moodrec.service import Service
from moodrec.ui import state as shared
from moodrec.ui.journey import among, state

_HISTORY = "journey-history"
_OTHERS = "journey-others"  # other songs are wanted


@dataclass(frozen=True, slots=True)
class Course:
    """A list, the version of the set and the route that it was planned for, what the plan told."""

    version: str
    asked: Route
    draft: Draft
    notices: tuple[str, ...] = ()


def journey(service: Service, asked: Route) -> Journey:
    """The list of the route: the one under way, or a new one when the route is another.

    Locked songs stay. Raises MoodrecError.
    """
    before, others = history(), st.session_state.pop(_OTHERS, False)
    version = service.reference.version
    if before is None:
        found = service.journey(asked)
    elif before.present.version == version and _same(before.present.asked, asked) and not others:
        found = service.journey(asked, before.present.draft)
        notices = dict.fromkeys((*found.notices, *before.present.notices))
        return replace(found, notices=tuple(notices))
    else:
        found = service.replan(asked, before.present.draft, others=others)
    course = Course(version, asked, Draft.of(found), found.notices)
    st.session_state[_HISTORY] = before.then(course) if before else History(course)
    return found


def begin(service: Service, asked: Route, draft: Draft) -> None:
    """Starts with a list instead of a plan. Raises MoodrecError for one that is no journey."""
    service.journey(asked, draft)
    st.session_state[_HISTORY] = History(Course(service.reference.version, asked, draft))


def forget() -> None:
    """Back to the example: without filters, a list or songs that were handed over."""
    state.forget()
    among.keep(frozenset())
    st.session_state.pop(_HISTORY, None)


def history() -> History[Course] | None:
    """The list and what can be taken back; None before the first journey."""
    found: History[Course] | None = st.session_state.get(_HISTORY)
    return found


def edit(change: Callable[[Draft], Draft]) -> None:
    """Changes the list, so that it can be taken back."""
    if before := history():
        course, draft = before.present, change(before.present.draft)
        if draft != course.draft:
            changed = replace(course, draft=draft, notices=())
            st.session_state[_HISTORY] = before.then(changed)


def undo() -> None:
    """Takes the last change of the list or of its route back."""
    if before := history():
        _turn(before, before.undo())


def redo() -> None:
    """Makes what was taken back again."""
    if before := history():
        _turn(before, before.redo())


def plan_anew() -> None:
    """Lets the next look at the page pick other songs around the locked ones."""
    st.session_state[_OTHERS] = True


def _turn(before: History[Course], after: History[Course]) -> None:
    """Goes to another course of a history: its list, and its route where that is another."""
    st.session_state[_HISTORY] = after
    asked = after.present.asked
    if not _same(before.present.asked, asked):
        shared.put(state.parameters(asked))
        among.keep(asked.among)
        st.session_state[shared.MINE] = asked.filters.without_songs


def _same(one: Route, other: Route) -> bool:
    """True for routes that stand alike in the address, which rounds, and pick from the same."""

    def told(asked: Route) -> tuple[Any, ...]:
        return state.parameters(asked), asked.filters.without_songs, asked.among

    return told(one) == told(other)
