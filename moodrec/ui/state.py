"""The query lives in the URL: ?track=…&n=… or ?at=0.30,0.06. A link restores the page."""

from __future__ import annotations

import streamlit as st

from moodrec import links
from moodrec.errors import LinkError
from moodrec.model import MoodPoint, Query

TYPED = "typed"
COUNT = "n"
ALL_ARTISTS = "all_artists"
ALL_RELEASES = "all_releases"
_LONGEST_LINK = 500  # characters: what is longer is no link, and would not fit a URL


def query(n: int, *, one_per_artist: bool, one_per_recording: bool) -> Query | None:
    """The question that the URL asks; None when it asks none. Raises QueryError."""
    track, at = st.query_params.get("track"), st.query_params.get("at")
    if track is None and at is None:
        return None
    return Query(
        seed=MoodPoint.parse(at or "") if track is None else track,
        n=n,
        one_per_artist=one_per_artist,
        one_per_recording=one_per_recording,
    )


def choose(seed: str | MoodPoint) -> None:
    """Makes a track id, a pasted text or a mood point the new seed."""
    if isinstance(seed, MoodPoint):
        st.query_params.pop("track", None)
        st.query_params["at"] = str(seed)
    else:
        st.query_params.pop("at", None)
        st.query_params["track"] = seed


def submit() -> None:
    """Takes over what was pasted: as a bare id when it is one, so that the URL stays short.

    Any other text goes into the URL as it is, and the page says what is wrong with it.
    """
    text = st.session_state[TYPED].strip()[:_LONGEST_LINK]
    try:
        link = links.parse(text)
    except LinkError:
        choose(text)
    else:
        choose(link.id if link.kind == "track" else text)
