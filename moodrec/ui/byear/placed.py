"""All songs that the visitor placed by ear, each with the way back, and their judgements."""

from __future__ import annotations

import streamlit as st

from moodrec import words
from moodrec.errors import MoodrecError
from moodrec.judging import pairs_file
from moodrec.judging.own import OwnPlace
from moodrec.model import Track
from moodrec.mood import describe
from moodrec.service import Service
from moodrec.texts import counted
from moodrec.ui.byear import mine, own
from moodrec.ui.text import plain

MOST_SHOWN = 50
"""Songs of the list, the newest; all judgements are in the download."""
_KEY = "-placed"


def show(service: Service) -> None:
    """Draws the list, nothing where there is none; a file that is broken is told."""
    mine.problem()
    try:
        places = [*mine.places().values()]
    except MoodrecError as error:
        st.error(plain(str(error)))
        return
    if places:
        _list(service, places)


def _list(service: Service, places: list[OwnPlace]) -> None:
    """The newest of these places, which are the oldest first."""
    newest = places[::-1][:MOST_SHOWN]
    more = f", the newest {MOST_SHOWN} of them below" if len(newest) < len(places) else ""
    st.markdown("##### Placed by you")
    st.caption(
        plain(
            f"{counted(len(places), 'song')}{more}. {mine.where()} {pairs_file.NAME} can be read "
            "below, as anybody's judgements can."
        )
    )
    own.download(places, _KEY)
    titles = service.titles([one.track_id for one in newest])
    for place in newest:
        _row(place, titles.get(place.track_id))


def _row(place: OwnPlace, track: Track | None) -> None:
    name = words.by_line(track) if track else place.track_id
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(name)}**: {plain(describe(place.point))}")
        own.undo(place, f"{_KEY}-{place.track_id}")
