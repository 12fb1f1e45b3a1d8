"""A playlist of the visitor's own, brought from their account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from moodrec.brought.rows import (
    EPISODE,
    LOCAL,
    TRACK,
    UNREADABLE,
    BroughtList,
    joined,
    of_rows,
)
from moodrec.sources.listener import Row
from moodrec.ui import account
from moodrec.ui.playlist import slots

_KINDS = {"track": TRACK, "local file": LOCAL, "episode": EPISODE, "gone": UNREADABLE}


def show(slot: str) -> None:
    """The log-in or a choice of playlists, and the button that takes one over."""
    if found := account.own_playlist(key=slot):
        title, rows = found
        st.button(
            "Use this playlist",
            key=f"bring-own-{slot}",
            on_click=_take,
            args=(slot, title, rows),
        )


def _take(slot: str, title: str, rows: tuple[Row, ...]) -> None:
    slots.put(slot, (as_brought(title, rows),))


def as_brought(title: str, rows: Sequence[Row]) -> BroughtList:
    """A playlist of the account as a list that was brought, with all that Spotify told."""
    return of_rows(title, list(map(_row, rows)))


def _row(row: Row) -> dict[str, Any]:
    """The row in the words of a brought list."""
    track, kind = row.track, _KINDS[row.kind]
    if track is None:
        return {"kind": kind, "text": row.title}
    told = {
        "id": track.id,
        "name": track.name,
        "artists": joined(track.artists),
        "album": track.album,
        "isrc": track.isrc,
        "duration_ms": track.duration_ms,
        "popularity": track.popularity,
        "year": track.year,
        "explicit": None if track.explicit is None else float(track.explicit),
    }
    return {"kind": kind, **told}
