"""Save to Spotify: a list as a new playlist, with what is missing and another try."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from moodrec import saving
from moodrec.errors import LoginNeeded, MoodrecError
from moodrec.listing import Listing
from moodrec.saving import LONGEST_TITLE, Saving
from moodrec.sources.listener import Listener
from moodrec.texts import clean, counted
from moodrec.ui.account import offer, visit
from moodrec.ui.account.offer import Address
from moodrec.ui.text import plain

ARRIVED = "arrived"
"""Key of the list that stands above the page after a log-in."""
_WAITING = f"{visit.PREFIX}waiting"
_NAMED = 200  # missing songs that are named


@dataclass
class _Job:
    """How far the saving of one list is, kept step by step: a click may stop the script."""

    ids: tuple[str, ...]
    so_far: Saving | None = None


def save(listing: Listing, *, key: str, back: Address | None = None) -> None:
    """Draws the log-in where it is needed, the form, and how far the saving is.

    `back` are the parameters of the address that restores the page after a log-in; those it
    has now when there are none. Raises SettingsError.
    """
    job, who = _job(listing, key), visit.listener()
    if key != ARRIVED and listing.ids == _waiting():
        st.caption("This list stands at the top of the page, ready to be saved.")
        return
    if job.so_far:
        _told(job.so_far, listing)
    if job.so_far and job.so_far.done:
        st.button("Save once more", key=f"again-{key}", on_click=forget, kwargs={"key": key})
    elif who is None:
        offer.show(key=key, listing=listing, saving=job.so_far, back=back)
    elif job.so_far:
        if st.button("Try again", key=f"retry-{key}", icon=":material/refresh:"):
            _go_on(who, job, job.so_far)
    else:
        _form(who, job, listing, key)


def resume(listing: Listing, so_far: Saving | None) -> None:
    """Takes up the saving of a list from before a log-in: it is drawn by arrived()."""
    st.session_state[_WAITING] = listing
    st.session_state[_name(ARRIVED)] = _Job(listing.ids, so_far)


def arrived() -> None:
    """Draws the list that was to be saved before a log-in, until it is closed."""
    waiting: Listing | None = st.session_state.get(_WAITING)
    if waiting:
        with st.container(border=True):
            st.markdown("##### Save to Spotify")
            save(waiting, key=ARRIVED)
            st.button("Close", key="close-arrived", on_click=_close)


def _close() -> None:
    st.session_state.pop(_WAITING, None)
    forget(key=ARRIVED)


def _waiting() -> tuple[str, ...] | None:
    waiting: Listing | None = st.session_state.get(_WAITING)
    return waiting.ids if waiting else None


def forget(*, key: str) -> None:
    """Forgets how far a list was saved; the playlist stays."""
    st.session_state.pop(_name(key), None)


def _job(listing: Listing, key: str) -> _Job:
    """The job of this list; a new one when the list is another."""
    job: _Job | None = st.session_state.get(_name(key))
    if job is None or job.ids != listing.ids:
        job = st.session_state[_name(key)] = _Job(listing.ids)
    return job


def _form(who: Listener, job: _Job, listing: Listing, key: str) -> None:
    with st.form(f"save-{key}", border=False):
        title = st.text_input(
            "Title of the new playlist",
            value=clean(listing.title)[:LONGEST_TITLE],
            max_chars=LONGEST_TITLE,
        )
        sent = st.form_submit_button("Save as a new playlist", icon=":material/playlist_add:")
    st.caption(
        f"{counted(len(job.ids), 'song')}, private, in the account of {plain(who.name)}. "
        "None of your playlists is changed."
    )
    if sent:
        try:
            begun = saving.begin(title, job.ids)
        except MoodrecError as error:
            st.error(plain(str(error)))
        else:
            _go_on(who, job, begun)


def _go_on(who: Listener, job: _Job, so_far: Saving) -> None:
    """Saves step by step, then draws the page anew."""
    bar = st.progress(0.0, "Saving …")
    for step in saving.steps(who, so_far):
        job.so_far = step
        bar.progress(1 - len(step.waiting) / len(step.ids), "Saving …")
    if job.so_far and isinstance(job.so_far.problem, LoginNeeded):
        visit.expire()
    st.rerun()


def _told(so_far: Saving, listing: Listing) -> None:
    """What is saved, what is missing and why."""
    total = counted(len(so_far.ids), "song")
    if so_far.done and not so_far.refused:
        st.success(f"{total} saved as “{plain(so_far.title)}”.", icon=":material/check:")
    else:
        why = so_far.problem or (None if so_far.done else "It was interrupted.")
        st.warning(
            f"{so_far.saved:,} of {total} saved as “{plain(so_far.title)}”."
            + (f" {plain(str(why))}" if why else "")
        )
    if so_far.url:
        st.link_button("Open in Spotify", so_far.url, icon=":material/open_in_new:")
    _missing("Not saved yet", so_far.waiting, listing)
    _missing("Spotify does not take", so_far.refused, listing)


def _missing(label: str, ids: tuple[str, ...], listing: Listing) -> None:
    if not ids:
        return
    names = {entry.track.id: entry.track for entry in listing.entries}
    with st.expander(f"{label}: {counted(len(ids), 'song')}"):
        for one in ids[:_NAMED]:
            track = names[one]
            st.markdown(f"- {plain(' – '.join(filter(None, (track.title, track.artist_line))))}")
        if len(ids) > _NAMED:
            st.caption(f"and {len(ids) - _NAMED:,} more")


def _name(key: str) -> str:
    return f"{visit.PREFIX}saving-{key}"
