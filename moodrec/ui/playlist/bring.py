"""How a list comes to the page: files, pasted links, an example, another page."""

from __future__ import annotations

import streamlit as st

from moodrec import brought, lists
from moodrec.brought.rows import of_rows
from moodrec.errors import MoodrecError
from moodrec.overview import Overview
from moodrec.texts import counted
from moodrec.ui.playlist import own, slots
from moodrec.ui.playlist.slots import FIRST, SECOND
from moodrec.ui.text import plain

_TYPES = ["csv", "tsv", "txt", "json", "parquet", "xspf", "jspf", "m3u8", "m3u"]
_EXAMPLE = 30  # songs
_PROBLEMS = "bring-problems-"


def first(overview: Overview) -> None:
    """How to bring a list, where there is none yet."""
    st.markdown("#### Bring a list, and see it over the mood plane")
    _ways(FIRST)
    _example(overview)


def names() -> None:
    """The lists that are there, and how to bring others."""
    with st.container(horizontal=True, vertical_alignment="center"):
        _name(FIRST)
        if slots.kept(SECOND):
            _name(SECOND)
        with st.popover("Bring another list", icon=":material/upload:"):
            _ways(FIRST)
        if not slots.kept(SECOND):
            with st.popover("Compare with a second list", icon=":material/compare:"):
                _ways(SECOND)
    for slot in (FIRST, SECOND):
        _problems(slot)


def _ways(slot: str) -> None:
    """Files and pasted links."""
    st.file_uploader(
        "A playlist as CSV (Exportify), any table with links or ids, or Spotify's privacy export",
        key=f"bring-files-{slot}",
        type=_TYPES,
        accept_multiple_files=True,
        max_upload_size=lists.LARGEST // 1_000_000,
        on_change=_take_files,
        args=(slot,),
        help="Several files of the streaming history are folded together to plays per track.",
    )
    with st.form(f"bring-links-{slot}", border=False):
        st.text_area("Or paste links, one a line", key=f"bring-text-{slot}", height=110)
        st.form_submit_button("Use these links", on_click=_take_text, args=(slot,))
    own.show(slot)
    if not slots.kept(FIRST):
        _problems(slot)
    st.caption(
        "The list stays in this visit, and nobody else sees it. Track ids that the sources are "
        "asked for are remembered on this machine, without a name."
    )


def _problems(slot: str) -> None:
    """What was wrong with the files that were given last."""
    for problem in st.session_state.get(_PROBLEMS + slot, ()):
        st.error(plain(problem))


def _name(slot: str) -> None:
    """A list's name, which of several is looked at, and the way to be rid of it."""
    found = slots.kept(slot)
    if found is None:
        return
    if len(found.lists) > 1:
        st.selectbox(
            f"List {slot}",
            range(len(found.lists)),
            index=found.chosen,
            format_func=lambda place: (
                f"{found.lists[place].name} ({counted(len(found.lists[place]), 'row')})"
            ),
            key=f"bring-which-{slot}",
            on_change=_choose,
            args=(slot,),
            width=320,
        )
    else:
        st.markdown(f"**{plain(found.brought.name)}** · {counted(len(found.brought), 'row')}")
    st.button(
        "Forget this list",
        key=f"bring-forget-{slot}",
        icon=":material/close:",
        type="tertiary",
        on_click=slots.forget,
        args=(slot,),
    )


def _choose(slot: str) -> None:
    slots.choose(slot, st.session_state[f"bring-which-{slot}"])


def _take_files(slot: str) -> None:
    files = st.session_state[f"bring-files-{slot}"] or []
    found = brought.of_files((file.getvalue(), file.name) for file in files)
    st.session_state[_PROBLEMS + slot] = found.problems
    if found.lists:
        slots.put(slot, found.lists)


def _take_text(slot: str) -> None:
    text = st.session_state[f"bring-text-{slot}"].strip()
    st.session_state[_PROBLEMS + slot] = ()
    if not text:
        return
    try:
        slots.put(slot, (brought.pasted(text),))
    except MoodrecError as error:
        st.session_state[_PROBLEMS + slot] = (str(error),)


def _example(overview: Overview) -> None:
    """A list to try it with."""
    st.button(
        "Try it with a list from this set",
        key="bring-example",
        icon=":material/play_arrow:",
        on_click=_take_example,
        args=(overview,),
    )


def _take_example(overview: Overview) -> None:
    rows = [{"id": song.track.id} for song in overview.dots[:_EXAMPLE]]
    slots.put(FIRST, (of_rows(f"{len(rows)} songs of this set", rows),))
