"""The selected songs: one to hear and to go on from, and all of them as a table."""

from __future__ import annotations

import zlib

import pandas as pd
import streamlit as st

from moodrec.model import FEATURE_NAMES, PlacedTrack
from moodrec.mood import describe
from moodrec.ui import picks, spotify
from moodrec.ui.explore import onward, told
from moodrec.ui.explore.asking import Explored
from moodrec.ui.text import plain

_REPEATED = {"genre", "mood", "album", "source"}
_MINUTE = 60_000  # milliseconds


def about(seen: Explored) -> None:
    """The selection in a sentence, and the chosen song of it with its player."""
    if sentence := told.selection(seen):
        (st.info if seen.selected is not None and not len(seen.selected) else st.write)(
            plain(sentence)
        )
    onward.from_region(seen)
    songs = _songs(seen)
    if songs:
        _chosen(songs[_place(seen, len(songs))], seen)


def table(seen: Explored) -> None:
    """The selected songs with all their values; a chosen row plays above."""
    songs = _songs(seen)
    if not songs or seen.selected is None:
        return
    rows = pd.DataFrame(list(map(_row, songs))).dropna(axis="columns", how="all")
    numbers = dict.fromkeys(rows.select_dtypes("number").columns, "float32")
    st.dataframe(
        rows.astype({**numbers, **dict.fromkeys(_REPEATED & {*rows}, "category")}),
        key=_key(seen),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "mark": st.column_config.ImageColumn("", width=36),
            **{name: st.column_config.NumberColumn(format="%d") for name in ("year", "popularity")},
            "minutes": st.column_config.NumberColumn(format="%.2f"),
        },
        alt="The selected songs with all their values",
    )
    st.caption(f"{told.shown(seen)} A chosen row plays above.")


def _chosen(song: PlacedTrack, seen: Explored) -> None:
    track = song.track
    artists = f" – {plain(track.artist_line)}" if track.artists else ""
    mark = f"{spotify.MARK} " if spotify.told(track.source, song.features.source) else ""
    st.markdown(f"{mark}**{plain(track.title)}**{artists}")
    mood = describe(song.point)
    st.caption(plain(f"{mood[0].upper()}{mood[1:]}. From {song.features.source}."))
    picks.player(track, offline=seen.service.offline)
    onward.from_song(track)


def _songs(seen: Explored) -> list[PlacedTrack]:
    rows = [] if seen.selected is None else seen.selected[: told.SHOWN].tolist()
    return list(map(seen.reference.placed, rows))


def _place(seen: Explored, songs: int) -> int:
    """The row of the table that is chosen; the first where none is."""
    chosen = st.session_state.get(_key(seen))
    rows = chosen["selection"]["rows"] if chosen else []
    return next((row for row in rows if row < songs), 0)


def _key(seen: Explored) -> str:
    """The table's key: another selection has no chosen row yet."""
    text = f"{seen.view.selection} {seen.view.filters} {seen.reference.version}"
    return f"explored-{zlib.crc32(text.encode())}"


def _row(song: PlacedTrack) -> dict[str, object]:
    track, features = song.track, song.features
    return {
        "mark": spotify.ICON if spotify.told(track.source, features.source) else None,
        "title": track.title,
        "artists": track.artist_line,
        "genre": track.genre,
        "mood": describe(song.point),
        **{name: getattr(features, name) for name in FEATURE_NAMES},
        "popularity": track.popularity,
        "year": track.year,
        "minutes": None if track.duration_ms is None else track.duration_ms / _MINUTE,
        "album": track.album,
        "source": features.source,
    }
