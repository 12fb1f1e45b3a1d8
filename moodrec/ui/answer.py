"""What is said about the seed, about the reference set, and when there is no answer."""

from __future__ import annotations

import streamlit as st

from moodrec import reasons, words
from moodrec.errors import MoodrecError, MoodUnknownError, QueryError
from moodrec.filters import Filters
from moodrec.judging.own import SOURCE
from moodrec.model import Recommendation, ReferenceSummary, Seed, Track
from moodrec.overview import Overview
from moodrec.ui import picks, spotify, state
from moodrec.ui.byear import ask, own
from moodrec.ui.text import plain


def seed(answer: Recommendation, chosen: Filters, *, by_ear: bool = True) -> None:
    """The seed's name, its mood in a sentence, and where both come from.

    With `by_ear` the listener may place it anew: that takes the whole set in memory.
    """
    if answer.several:
        _seeds(answer)
    elif answer.seed.track is None:
        st.markdown("#### The mood you chose")
    else:
        st.markdown(f"#### {_name(answer.seed.track)}")
    st.write(plain(words.sentence(answer)))
    shaped = filter(None, (reasons.filtered(chosen), reasons.widened(answer), *answer.notices))
    if about := " ".join(shaped):
        st.caption(plain(about))
    for one in answer.added[:1] if not answer.several else ():
        _provenance(one, by_ear=by_ear)


def _seeds(answer: Recommendation) -> None:
    """The seeds, each with a button that takes it away."""
    both = len(answer.added) > 1
    st.markdown(f"#### {'Between your seeds' if both else 'Like one seed, not like the other'}")
    with st.container(horizontal=True):
        for place, one in enumerate((*answer.added, *answer.subtracted)):
            name = words.by_line(one.track) if one.track else f"The mood {one.point}"
            _taken_away(place, name, added=place < len(answer.added))


def _taken_away(place: int, name: str, *, added: bool) -> None:
    """A seed as a button that takes it away."""
    st.button(
        f"{'like' if added else 'not like'} {plain(name)}",
        key=f"seed-{place}",
        icon=":material/close:",
        on_click=state.drop,
        args=(place,),
        help="Take this seed away",
    )


def _provenance(one: Seed, *, by_ear: bool) -> None:
    track, features = one.track, one.features
    if track and features:
        mark = f"{spotify.MARK} " if spotify.told(track.source, features.source) else ""
        when = None if features.source == SOURCE else features.fetched_at
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                f"{mark}Title: {plain(words.origin(track.source, track.fetched_at))}. "
                f"Mood: {plain(words.origin(features.source, when))}. "
                f"[Open in Spotify]({track.url})",
                width="content",
            )
            own.beside(track, features, one.point, by_ear=by_ear)


def problem(error: MoodrecError, *, offline: bool, by_ear: bool = True) -> None:
    """What went wrong and what to do; a track without mood is shown by name and player.

    With `by_ear` the listener may place it: that takes the whole set in memory.
    """
    _ways_out(error)
    if not isinstance(error, MoodUnknownError):
        return
    if error.track.name:
        st.markdown(f"#### {_name(error.track)}")
    picks.player(error.track, offline=offline)
    with st.container(horizontal=True):
        if by_ear:
            ask.offer("Place it by ear", error.track)
        st.link_button("Open in Spotify", error.track.url)


def _ways_out(error: MoodrecError) -> None:
    """The error, and buttons for what may be its cause: one of several seeds, or the wishes."""
    show = st.warning if isinstance(error, MoodUnknownError) else st.error
    show(plain(str(error)))
    added, less = state.seeds()
    with st.container(horizontal=True):
        if len(added) + len(less) > 1:
            for place, seed in enumerate((*added, *less)):
                _taken_away(place, seed, added=place < len(added))
        if isinstance(error, QueryError) and state.shaped():
            st.button("Back to the usual wishes, without filters", on_click=state.forget_wishes)


def about(reference: ReferenceSummary, overview: Overview, *, expanded: bool) -> None:
    """What the reference set holds, what was left out, and how to get a larger one."""
    key = f"about-{'shown' if expanded else 'folded'}"
    folded = st.expander("About these songs", expanded=expanded, key=key, on_change="rerun")
    if not folded.open:
        return  # what nobody sees need not be sent
    with folded:
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
