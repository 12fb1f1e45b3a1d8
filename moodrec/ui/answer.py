"""What is said about the seed, about the reference set, and when there is no answer."""

from __future__ import annotations

import streamlit as st

from moodrec import words
from moodrec.errors import MoodrecError, MoodUnknownError
from moodrec.model import Recommendation, ReferenceSummary, Track
from moodrec.overview import Overview
from moodrec.ui import picks, spotify
from moodrec.ui.text import plain


def seed(answer: Recommendation) -> None:
    """The seed's name, its mood in a sentence, and where both come from."""
    track, features = answer.seed.track, answer.seed.features
    if track is None:
        st.markdown("#### The mood you chose")
    else:
        st.markdown(f"#### {_name(track)}")
    st.write(plain(words.sentence(answer)))
    if track and features:
        mark = f"{spotify.MARK} " if spotify.told(track.source, features.source) else ""
        st.caption(
            f"{mark}Title: {plain(words.origin(track.source, track.fetched_at))}. "
            f"Mood: {plain(words.origin(features.source, features.fetched_at))}. "
            f"[Open in Spotify]({track.url})"
        )
    for notice in answer.notices:
        st.caption(plain(notice))


def problem(error: MoodrecError, *, offline: bool) -> None:
    """What went wrong and what to do; a track without mood is shown by name and player."""
    if not isinstance(error, MoodUnknownError):
        st.error(plain(str(error)))
        return
    if error.track.name:
        st.markdown(f"#### {_name(error.track)}")
    st.warning(plain(str(error)))
    picks.player(error.track, offline=offline)
    st.link_button("Open in Spotify", error.track.url)


def about(reference: ReferenceSummary, overview: Overview, *, expanded: bool) -> None:
    """What the reference set holds, what was left out, and how to get a larger one."""
    with st.expander("About these songs", expanded=expanded):
        st.write(plain(words.contents(reference, overview.calm_and_happy)))
        if left_out := words.left_out(reference):
            st.write(plain(left_out))
        st.markdown(
            "For a larger or a more varied set, press *Rebuild the crawl* in the sidebar, or bring "
            "tables of your own on the page *Reference set*. "
            "Valence and energy are Spotify's audio features; energy stands in for arousal."
        )


def _name(track: Track) -> str:
    artists = f" – {plain(track.artist_line)}" if track.artists else ""
    return f"{plain(track.title)}{artists}"
