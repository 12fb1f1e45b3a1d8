"""How much of a list has a place, and for each row who told it, or why nobody did."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from moodrec import lookup
from moodrec.mood import describe
from moodrec.placement import Coverage, Placed
from moodrec.service import Service
from moodrec.texts import counted
from moodrec.ui import spotify
from moodrec.ui.playlist import slots
from moodrec.ui.text import plain

_SHOWN = 500  # rows: more would send megabytes
_ALL, _MISSING = "All rows", "Not placed"


def show(placed: Coverage, slot: str, service: Service) -> None:
    """The sentence, what reading and asking ran into, and the button to go on asking."""
    name = f"**{plain(placed.brought.name)}**: " if slots.kept(slots.SECOND) else ""
    st.markdown(f"{name}{plain(placed.sentence)}")
    for notice in placed.brought.notices:
        st.caption(plain(notice))
    for failure in placed.failures:
        st.warning(plain(str(failure)))
    if waiting := len(placed.open):
        following = min(waiting, lookup.MOST_AT_ONCE)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{waiting:,} not asked yet.")
            asked = st.button(
                "Ask the sources" if following == waiting else f"Ask for the next {following:,}",
                key=f"coverage-ask-{slot}",
                icon=":material/travel_explore:",
            )
        if asked:
            with st.spinner("Asking the sources …"):
                slots.ask(slot, service)
            st.rerun()


def table(placed: Coverage, slot: str) -> None:
    """All rows with their provenance, once somebody opens them, or where one has no place.

    Those without a place can be looked at alone.
    """
    several, missing = slots.kept(slots.SECOND) is not None, len(placed) - len(placed.places)
    of = f" of {plain(placed.brought.name)}" if several else ""
    rows = st.expander(
        f"Every row{of}, and how it is known",
        expanded=bool(missing) and not several,
        key=f"coverage-open-{slot}",
        on_change="rerun",
    )
    if rows.open:  # what nobody sees need not be sent
        with rows:
            _table(placed, slot, missing)


def _table(placed: Coverage, slot: str, missing: int) -> None:
    chosen = None
    if missing:
        chosen = st.segmented_control(
            "Which rows",
            [_ALL, _MISSING],
            default=_ALL,
            format_func=lambda one: f"{one} · {missing if one == _MISSING else len(placed):,}",
            key=f"coverage-which-{slot}",
            label_visibility="collapsed",
        )
    every = np.arange(len(placed))
    places = np.setdiff1d(every, placed.places) if chosen == _MISSING else every
    rows = pd.DataFrame([_row(placed.at(int(place))) for place in places[:_SHOWN]])
    st.dataframe(
        rows.dropna(axis="columns", how="all"),
        key=f"coverage-{slot}",
        hide_index=True,
        height=min(38 + 35 * len(rows), 420),
        column_config={
            "#": st.column_config.NumberColumn(width=50),
            "mark": st.column_config.ImageColumn("", width=36),
            "valence": st.column_config.NumberColumn(format="%.2f"),
            "energy": st.column_config.NumberColumn(format="%.2f"),
            "url": st.column_config.LinkColumn("link", display_text="Spotify"),
        },
        alt=f"The rows of {placed.brought.name}, each with how it was placed",
    )
    if len(places) > _SHOWN:
        st.caption(f"The first {_SHOWN:,} of {counted(len(places), 'row')} are shown.")


def _row(one: Placed) -> dict[str, object]:
    song, row = one.song, one.brought
    track = song.track if song else None
    source = song.features.source if song else ""
    return {
        "#": row.position,
        "mark": spotify.ICON if spotify.told(source, track.source if track else "") else None,
        "title": (track.name if track else None) or row.title or row.text or row.track_id,
        "artists": (track.artist_line if track else "") or ", ".join(row.artists),
        "provenance": one.told,
        "mood": describe(song.point) if song else "not placed",
        "plays": row.plays,
        "valence": song.point.valence if song else None,
        "energy": song.point.energy if song else None,
        "url": f"https://open.spotify.com/track/{row.track_id}" if row.track_id else None,
    }
