"""That a seed lies where the visitor's own ears put it, with the ways back and away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from moodrec.judging import pairs_file, wording
from moodrec.judging.own import SOURCE, OwnPlace
from moodrec.model import AudioFeatures, MoodPoint, Track
from moodrec.ui.byear import ask, mine
from moodrec.ui.text import plain


def beside(track: Track, features: AudioFeatures, point: MoodPoint) -> None:
    """Draws it below a seed; where others put the track, the way to do it by ear instead."""
    mine.problem()
    if features.source != SOURCE:
        ask.offer("Sounds wrong? Place it by ear", track, point)
    elif place := mine.places().get(track.id):
        _show(place)


def _show(place: OwnPlace) -> None:
    st.caption(plain(f"{wording.placed(place)}. {wording.intervals(place)} {mine.where()}"))
    with st.container(horizontal=True):
        st.button(
            "Undo",
            key="by-ear-undo",
            icon=":material/undo:",
            on_click=mine.carry_out,
            args=(partial(mine.undo, place.track_id),),
            help="Takes your place of this track back",
        )
        st.download_button(
            "Download your judgements",
            _judgements,
            file_name=pairs_file.NAME,
            mime="application/jsonl",
            icon=":material/download:",
            key="by-ear-download",
            on_click="ignore",
            help="All your answers, as pairs in the layout of the MusAV data set",
        )


def _judgements() -> bytes:
    return pairs_file.to_jsonl(mine.places().values())
