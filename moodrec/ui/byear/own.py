"""That a seed lies where the visitor's own ears put it, with the ways back and away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from moodrec.judging import pairs_file, wording
from moodrec.judging.own import SOURCE, OwnPlace
from moodrec.model import AudioFeatures, MoodPoint, Track
from moodrec.ui.byear import ask, mine
from moodrec.ui.text import plain


def beside(track: Track, features: AudioFeatures, point: MoodPoint, *, by_ear: bool = True) -> None:
    """Draws it below a seed; where others put the track, the way to do it `by_ear` instead."""
    mine.problem()
    if features.source != SOURCE:
        if by_ear:
            ask.offer("Sounds wrong? Place it by ear", track, point)
        return
    places = mine.places()
    if place := places.get(track.id):
        st.caption(plain(f"{wording.placed(place)}. {wording.intervals(place)} {mine.where()}"))
        with st.container(horizontal=True):
            undo(place)
            download([*places.values()])


def undo(place: OwnPlace, key: str = "") -> None:
    """A button that takes a place back; `key` tells several on a page apart."""
    st.button(
        "Undo",
        key=f"by-ear-undo{key}",
        icon=":material/undo:",
        on_click=mine.carry_out,
        args=(partial(mine.undo, place.track_id),),
        help="Takes your place of this track back",
    )


def download(places: Sequence[OwnPlace], key: str = "") -> None:
    """A button that gives all judgements behind these places; `key` as in undo()."""
    st.download_button(
        "Download your judgements",
        partial(pairs_file.to_jsonl, places),
        file_name=pairs_file.NAME,
        mime="application/jsonl",
        icon=":material/download:",
        key=f"by-ear-download{key}",
        on_click="ignore",
        help="All your answers, as pairs in the layout of the MusAV data set",
    )
