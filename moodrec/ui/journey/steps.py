"""The list of a journey: one song chosen to hear, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from moodrec.itinerary import FEWEST, Journey, Step
from moodrec.journey import edits, words
from moodrec.journey.edits import Draft
from moodrec.model import Track
from moodrec.mood import describe
from moodrec.ui import picks, spotify
from moodrec.ui.frame import LIST
from moodrec.ui.journey import course, state
from moodrec.ui.text import plain

_HEIGHT = 420  # pixels
_UNSCROLLED = 6  # a longer list scrolls


def show(journey: Journey, *, offline: bool) -> None:
    """The numbered songs, a player for the chosen one, and its buttons."""
    _history()
    by_id = {step.song.track.id: step for step in journey.steps}
    if st.session_state.get(state.PICKED) not in by_id:
        st.session_state[state.PICKED] = next(iter(by_id))
    with (
        st.container(key=LIST),
        st.container(height=_HEIGHT if len(by_id) > _UNSCROLLED else "content", border=False),
    ):
        picked = st.radio(
            "Songs in a guided order",
            list(by_id),
            format_func=lambda track_id: _label(by_id[track_id]),
            captions=[_caption(step) for step in by_id.values()],
            key=state.PICKED,
        )
    _changes(by_id[picked], list(by_id))
    picks.player(by_id[picked].song.track, offline=offline)


def told(journey: Journey) -> None:
    """The numbers of the journey, its thin stretches, and what could not be done as asked."""
    for stretch in journey.thin:
        st.caption(f":material/warning: {plain(words.thin(stretch))}")
    st.write(plain(words.summary(journey)))
    for notice in journey.notices:
        st.caption(plain(notice))


def _history() -> None:
    history = course.history()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Undo",
            key="journey-undo",
            icon=":material/undo:",
            on_click=course.undo,
            disabled=not (history and history.past),
        )
        st.button(
            "Redo",
            key="journey-redo",
            icon=":material/redo:",
            on_click=course.redo,
            disabled=not (history and history.future),
        )
        st.button(
            "Plan anew",
            key="journey-anew",
            icon=":material/refresh:",
            on_click=course.plan_anew,
            help="Other songs for every place that neither a lock nor a stop holds.",
        )


def _changes(step: Step, listed: list[str]) -> None:
    """What can be done with the chosen song; a locked one is only unlocked.

    It stays the chosen one; when it goes, the next one is, or the last.
    """
    track_id, songs = step.song.track.id, len(listed)
    left = [one for one in listed if one != track_id]
    following = left[min(step.number, songs - 1) - 1]
    with st.container(horizontal=True):
        if step.locked:
            _button("Unlock", "lock_open", lambda draft: edits.unlock(draft, track_id), track_id)
        else:
            _button("Lock", "lock", lambda draft: edits.lock(draft, track_id), track_id)
        with st.popover("Swap", icon=":material/swap_horiz:", disabled=step.locked, key="swap"):
            _swaps(step)
        fixed = step.locked
        _button(
            "Remove",
            "",
            lambda draft: edits.remove(draft, track_id),
            following,
            off=fixed or songs <= FEWEST,
        )
        _button(
            "Up",
            "",
            lambda draft: edits.move(draft, track_id, -1),
            track_id,
            off=fixed or step.number == 1,
        )
        _button(
            "Down",
            "",
            lambda draft: edits.move(draft, track_id, 1),
            track_id,
            off=fixed or step.number == songs,
        )


def _button(
    label: str, icon: str, change: Callable[[Draft], Draft], chosen: str, *, off: bool = False
) -> None:
    """A button that changes the list, after which the song `chosen` is the chosen one."""
    st.button(
        label,
        key=f"journey-{label}",
        icon=f":material/{icon}:" if icon else None,
        on_click=_edit,
        args=(change, chosen),
        disabled=off,
    )


def _swaps(step: Step) -> None:
    """The next candidates for the place."""
    if not step.alternatives:
        st.caption("No other song keeps the rules here.")
    for number, song in enumerate(step.alternatives):
        st.button(
            _named(song.track),
            key=f"swap-{number}",
            on_click=_swap,
            args=(step.song.track.id, song.track.id),
        )


def _swap(track_id: str, other: str) -> None:
    _edit(lambda draft: edits.swap(draft, track_id, other), other)


def _edit(change: Callable[[Draft], Draft], chosen: str) -> None:
    # The radio buttons tell a place, which another song may have by then.
    course.edit(change)
    st.session_state[state.PICKED] = chosen


def _label(step: Step) -> str:
    locked = ":material/lock: " if step.locked else ""
    return f"{step.number}\\. {locked}{_named(step.song.track)}"


def _named(track: Track) -> str:
    artists = f" – {plain(track.artist_line)}" if track.artists else ""
    return f"**{plain(track.title)}**{artists}"


def _caption(step: Step) -> str:
    track, features = step.song.track, step.song.features
    mark = f"{spotify.MARK} " if spotify.told(track.source, features.source) else ""
    return mark + plain(f"{describe(step.song.point)} · {words.off(step.offset)}")
