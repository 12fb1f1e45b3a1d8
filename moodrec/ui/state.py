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
    tracks, moods = st.query_params.get_all("track"), st.query_params.get_all("at")
    if not tracks and not moods:
        return None
    return Query(
        seed=tracks[-1] if tracks else MoodPoint.parse(moods[-1]),
        n=n,
        one_per_artist=one_per_artist,
        one_per_recording=one_per_recording,
    )


def choose(seed: str | MoodPoint) -> None:
    """Makes a track id, a pasted text or a mood point the new seed."""
    at, track = ([str(seed)], []) if isinstance(seed, MoodPoint) else ([], [seed])
    # One update, hence one step in the browser's history; an empty list leaves the URL.
    st.query_params.update({"at": at, "track": track})


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
