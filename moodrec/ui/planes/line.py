"""The line on which a figure asks for songs: a fragment, so that an answer redraws nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from moodrec.errors import QueryError
from moodrec.figures import picking, wire
from moodrec.metrics import MILLIONTHS
from moodrec.reference import ReferenceSet
from moodrec.ui.frame import LINE
from moodrec.ui.planes import files
from moodrec.ui.planes.component import usable
from moodrec.window import FEW, Window, best_known

_KEY = "plane-line"
_ANSWER = "plane-answer"


def listen(reference: ReferenceSet) -> None:
    """Answers what the figures of this page ask about the reference set; before any is shown."""
    files.serve()
    _listen(reference)


@st.fragment
def _listen(reference: ReferenceSet) -> None:
    if not usable():  # told together with a question: the browser asked for this fragment alone
        st.rerun()

    def asked() -> None:
        st.session_state[_ANSWER] = answer(st.session_state[_KEY]["question"], reference)

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


def answer(question: Any, reference: ReferenceSet) -> dict[str, Any] | None:
    """The songs of a `window`, the best known of a `cell`, or the one of a `row`.

    Of a window those that come `after` so many that are better known.

    None for a question that makes no sense: nobody but the script asks.
    """
    if not isinstance(question, Mapping):
        return None
    to = {"to": question.get("key")}
    try:
        if "window" in question:
            after = picking.place(question.get("after", 0), len(reference) + 1)
            if after is None:
                return None
            return to | _places(Window.told(question["window"]), after, reference)
        if "cell" in question:
            found = best_known(reference, Window.told(question["cell"]), FEW)
            return to | _named(found.rows.tolist(), found.songs, reference)
    except QueryError:
        return None
    row = picking.place(question.get("row"), len(reference))
    return None if row is None else to | _named([row], 1, reference)


def _places(window: Window, after: int, reference: ReferenceSet) -> dict[str, Any]:
    found = best_known(reference, window, after=after)
    valence, energy = (
        axis[found.rows] / MILLIONTHS for axis in (reference.valence, reference.energy)
    )
    places = wire.places(found.rows, valence, energy)
    return {"places": places, "shown": len(found.rows), "count": found.songs}


def _named(rows: list[int], count: int, reference: ReferenceSet) -> dict[str, Any]:
    songs = zip(reference.placed_many(rows), rows, strict=True)
    return {"songs": [wire.named(song, row) for song, row in songs], "count": count}
