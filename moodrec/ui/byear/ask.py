"""The questions by which a visitor places a track by ear, one at a time in a dialog."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from moodrec import words
from moodrec.errors import MoodrecError
from moodrec.judgements import Higher
from moodrec.judging import staircase, wording
from moodrec.judging.own import OwnPlace
from moodrec.judging.staircase import MOST, Question, Staircase
from moodrec.model import MoodPoint, Track
from moodrec.mood import describe
from moodrec.recommend import Index
from moodrec.service import Service
from moodrec.ui import cache, picks
from moodrec.ui.byear import mine
from moodrec.ui.text import plain

_ASKING = "by-ear-state"  # the staircase under way, in this visit
_QUESTIONS = {"valence": "Which is happier?", "energy": "Which is more energetic?"}
_ANSWERS: dict[Higher, str] = {"a": "This one", "b": "That one", "ab": "The same"}


def offer(label: str, track: Track, doubted: MoodPoint | None = None) -> None:
    """A button that begins the questions about a track; `doubted` is where others put it."""
    start = Staircase(track, doubted)
    st.button(label, key="by-ear-offer", icon=":material/hearing:", on_click=_go_on, args=(start,))
    if (state := _state()) and state.track.id == track.id:
        _dialog()


def _state() -> Staircase | None:
    found: Staircase | None = st.session_state.get(_ASKING)
    return found


def _go_on(state: Staircase) -> None:
    st.session_state[_ASKING] = state


def _close() -> None:
    st.session_state.pop(_ASKING, None)


def _dismissed() -> None:
    """Draws the whole page: a fragment that runs alone does not take its dialog away."""
    _close()
    st.rerun()


def _keep(place: OwnPlace) -> None:
    mine.keep(place)
    _close()


@st.dialog("Place it by ear", icon=":material/hearing:", on_dismiss=_dismissed)
def _dialog() -> None:
    state = _state()
    if state is None:
        st.rerun()  # the whole page, which the track's new place changes
    mine.problem()
    try:
        _step(cache.service(), state)
    except MoodrecError as error:
        st.error(plain(str(error)))
        _button("Begin anew", Staircase(state.track, state.doubted))


def _step(service: Service, state: Staircase) -> None:
    """The next question, or the place at the end. Raises MoodrecError."""
    question = staircase.next_question(service.index, state)
    if question:
        _question(state, question, offline=service.offline)
    else:
        _place(service.index, state)


def _question(state: Staircase, question: Question, *, offline: bool) -> None:
    st.caption(f"Question {question.number} of at most {MOST}")
    st.markdown(f"#### {_QUESTIONS[question.axis]}")
    turn = len(state.judgements) + len(state.skipped)
    _song("This", state.track, place=0, offline=offline)
    _song("That", question.song.track, place=turn % 2, offline=offline)
    if offline:
        st.caption("moodrec is offline, so there is no player: answer from memory.")
    with st.container(horizontal=True):
        for higher, label in _ANSWERS.items():
            _button(label, staircase.answer(state, question, higher), primary=True)
    with st.container(horizontal=True):
        _button("I don't know that song", staircase.skip(state, question))
        if state.judgements:
            _button("Back", staircase.back(state))


def _song(which: str, track: Track, *, place: int, offline: bool) -> None:
    st.markdown(f"{which}: **{plain(words.by_line(track))}**")
    if not offline:
        picks.player(track, offline=False, place=place)


def _place(index: Index, state: Staircase) -> None:
    """Where the answers put the track, to be kept or asked again. Raises QueryError."""
    found = staircase.place(index, state, datetime.now(UTC))
    mood = describe(found.point)
    st.markdown(f"**{plain(words.by_line(state.track))}**")
    st.markdown(f"#### {mood[0].upper()}{mood[1:]}")
    st.write(f"Valence {found.point.valence:.2f}, energy {found.point.energy:.2f}.")
    st.caption(plain(f"{wording.intervals(found)} {mine.where()}"))
    with st.container(horizontal=True):
        st.button(
            "Keep it",
            key="by-ear-keep",
            type="primary",
            on_click=mine.carry_out,
            args=(partial(_keep, found),),
        )
        _button("Ask again", Staircase(state.track, state.doubted))
        _button("Back", staircase.back(state))


def _button(label: str, after: Staircase, *, primary: bool = False) -> None:
    """A button after which the questions stand at another state."""
    st.button(
        label,
        key=f"by-ear-{label}",
        type="primary" if primary else "secondary",
        on_click=_go_on,
        args=(after,),
    )
