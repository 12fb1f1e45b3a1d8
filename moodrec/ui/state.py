"""The query lives in the URL: ?track=…&n=… or ?at=0.30,0.06. A link restores the page."""

from __future__ import annotations

import streamlit as st

from moodrec import links
from moodrec.errors import LinkError
from moodrec.model import MoodPoint, Query

TYPED = "typed"
VALENCE = "valence"
ENERGY = "energy"
COUNT = "n"
ALL_ARTISTS = "all_artists"
ALL_RELEASES = "all_releases"
_PLAYING = "playing"
_LONGEST_LINK = 500  # characters: what is longer is no link, and would not fit a URL


def query(n: int, *, one_per_artist: bool, one_per_recording: bool) -> Query | None:
    """The question that the URL asks; None when it asks none. Raises QueryError."""
    tracks, moods = _given("track"), _given("at")
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


def choose_mood() -> None:
    """Makes the mood of the two sliders the new seed."""
    choose(MoodPoint(st.session_state[VALENCE], st.session_state[ENERGY]))


def submit() -> None:
    """Takes over what was pasted; what is no link is answered by the page."""
    if text := _short(st.session_state[TYPED]):
        choose(text)


def forget_other_text() -> None:
    """Empties the link box when the seed came from elsewhere: a click, or the back button."""
    if TYPED in st.session_state and [_short(st.session_state[TYPED])] != _given("track"):
        st.session_state[TYPED] = ""


def player_place(track_id: str) -> int:
    """Which of two places the player takes: the other one whenever its track changes."""
    playing, place = st.session_state.get(_PLAYING, (None, 0))
    if playing != track_id:
        place = 1 - place
        st.session_state[_PLAYING] = (track_id, place)
    return int(place)


def _short(text: str) -> str:
    """A pasted text as the URL holds it: the bare id of a track, else the text itself."""
    text = text.strip()[:_LONGEST_LINK]
    try:
        link = links.parse(text)
    except LinkError:
        return text
    return link.id if link.kind == "track" else text


def _given(name: str) -> list[str]:
    """The values of a query parameter that are not blank."""
    return [value for value in st.query_params.get_all(name) if value.strip()]
