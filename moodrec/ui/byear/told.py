"""Who says what of a track's mood, side by side."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from moodrec.judging import sides
from moodrec.model import AudioFeatures
from moodrec.service import Service
from moodrec.ui import spotify
from moodrec.ui.text import plain


def show(service: Service, track_id: str) -> None:
    """A line for each source, and whether they agree."""
    told = service.told(track_id)
    if told:
        st.table(pd.DataFrame(map(_row, told)).set_index("source"))
    st.caption(plain(sides.agreement(told)))


def _row(features: AudioFeatures) -> dict[str, str]:
    mark = f"{spotify.MARK} " if spotify.told(features.source) else ""
    when = features.fetched_at
    return {
        "source": f"{mark}{plain(features.source)}",
        "valence": f"{features.valence:.3f}",
        "energy": f"{features.energy:.3f}",
        "when": f"{when:%Y-%m-%d}" if when else "not told",
    }
