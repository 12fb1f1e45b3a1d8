"""The line on which a figure asks for songs: a fragment, so that an answer redraws nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from moodrec.errors import QueryError, StoreError
from moodrec.figures import picking, wire
from moodrec.ui.frame import LINE
from moodrec.ui.planes import files
from moodrec.ui.planes.component import usable
from moodrec.ui.text import plain
from moodrec.window import Closer, Names, Places, Window

_KEY = "plane-line"
_ANSWER = "plane-answer"


def listen(closer: Closer) -> None:
    """Answers what the figures of this page ask about the songs; before any is shown."""
    files.serve()
    _listen(closer)


@st.fragment
def _listen(closer: Closer) -> None:
    if not usable():  # told together with a question: the browser asked for this fragment alone
        st.rerun()

    def asked() -> None:
        try:
            st.session_state[_ANSWER] = answer(st.session_state[_KEY]["question"], closer)
        except StoreError as error:
            st.toast(plain(str(error)))

    line = st.components.v2.component("moodrec_line", js=files.start(), isolate_styles=False)
    with st.container(key=LINE):
        line(
            key=_KEY,
            data=files.packed(
                part="listen",
                answer=st.session_state.pop(_ANSWER, None),
            ),
            on_question_change=asked,
            on_failed_change=lambda: None,  # the figure itself says so
        )


def answer(question: Any, closer: Closer) -> dict[str, Any] | None:
    """The songs of a `window`, the best known of a `cell`, or the one of a `row`.

    Of a window those that come `after` so many that are better known.

    None for a question that makes no sense: nobody but the script asks. Raises StoreError.
    """
    if not isinstance(question, Mapping):
        return None
    to = {"to": question.get("key")}
    try:
        if "window" in question:
            after = picking.place(question.get("after", 0), len(closer) + 1)
            if after is None:
                return None
            return to | _places(closer.places(Window.told(question["window"]), after))
        if "cell" in question:
            return to | _named(closer.names(Window.told(question["cell"])))
    except QueryError:
        return None
    row = question.get("row", "")
    song = closer.song(row)
    return None if song is None else to | _named(Names(((row, song),), 1))


def _places(found: Places) -> dict[str, Any]:
    places = wire.places(found.keys, found.valence, found.energy)
    return {"places": places, "shown": len(found.keys), "count": found.songs}


def _named(found: Names) -> dict[str, Any]:
    return {"songs": [wire.named(song, key) for key, song in found.named], "count": found.songs}
