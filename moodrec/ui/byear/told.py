"""Who says what of a track's mood, side by side."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.judging import sides
from moodrec.model import AudioFeatures
from moodrec.service import Service
from moodrec.ui import cache, spotify
from moodrec.ui.text import plain

_ASKED = "told-asked"  # the track that was asked about last, and why some did not answer


def show(service: Service, track_id: str) -> None:
    """A line for each source, whether they agree, and the way to ask those that were not asked."""
    told = service.told(track_id)
    if told:
        st.table(pd.DataFrame(map(_row, told)).set_index("source"))
    st.caption(plain(sides.agreement(told, service.own.get(track_id))))
    asked, failures = st.session_state.get(_ASKED, ("", ()))
    if asked == track_id:
        for failure in failures or ("Every source was asked.",):
            st.caption(plain(failure))
    elif not service.offline:
        st.button("Ask every source", key="told-ask", on_click=_ask, args=(track_id,))


def _ask(track_id: str) -> None:
    try:
        failures = cache.service().ask_every(track_id)
    except MoodrecError as error:
        failures = (str(error),)
    st.session_state[_ASKED] = (track_id, failures)


def _row(features: AudioFeatures) -> dict[str, str]:
    mark = f"{spotify.MARK} " if spotify.told(features.source) else ""
    when = features.fetched_at
    return {
        "source": f"{mark}{plain(features.source)}",
        "valence": f"{features.valence:.3f}",
        "energy": f"{features.energy:.3f}",
        "when": f"{when:%Y-%m-%d}" if when else "not told",
    }
