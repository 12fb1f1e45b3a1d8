"""Two lists beside each other on the plane, in words and in numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from moodrec import words
from moodrec.figures import Figure
from moodrec.figures import playlist as drawn
from moodrec.model import PlacedTrack
from moodrec.playlist import sentences
from moodrec.playlist.versus import Versus, versus
from moodrec.playlist.yardstick import Apart, yardstick
from moodrec.reference import ReferenceSet
from moodrec.service import Service
from moodrec.texts import clean, counted
from moodrec.ui import cache, chart, frame
from moodrec.ui.text import plain

Named = tuple[str, Sequence[PlacedTrack]]
"""The title of a list and its placed songs."""
_PLANE = "playlist-versus"
_SHOWN = 200  # shared songs in the table


def show(service: Service, first: Named, second: Named) -> tuple[str, Callable[[], Figure]]:
    """Compares two lists of placed songs. Raises QueryError when one has no song.

    Gives the key of the chart, and what draws that once more.
    """
    told = versus(first[1], second[1])
    pairs = _yardstick(service.reference.version, service.reference)
    left, right = st.columns([1, 1])
    with left:
        figure = _plane(service, first, second)
    with right:
        for sentence in sentences.compared(told, (first[0], second[0]), pairs):
            st.write(plain(sentence))
        _means(told, (first[0], second[0]))
    _shared(told, first[1])
    return _PLANE, figure


@st.cache_resource(max_entries=2, show_spinner=False)
def _yardstick(version: str, _reference: ReferenceSet) -> tuple[Apart, ...]:  # noqa: ARG001  # key
    return yardstick(_reference)


def _plane(service: Service, first: Named, second: Named) -> Callable[[], Figure]:
    palette, overview = frame.palette(), service.overview
    backdrop = cache.background(overview.version, palette, overview)
    figure = partial(drawn.two_lists, backdrop, first, second, palette)
    chart.square(figure(), key=_PLANE, alt=f"{first[0]} and {second[0]} on the mood plane.")
    if max(len(first[1]), len(second[1])) > drawn.DRAWN // 2:
        st.caption(f"Of each list {drawn.DRAWN // 2} songs are drawn at most.")
    return figure


def _means(told: Versus, titles: tuple[str, str]) -> None:
    """The means of both lists, feature by feature."""
    rows = [
        [one.name, one.first, one.second, one.error, "yes" if one.sure else "may be chance"]
        for one in told.differences
    ]
    columns = ["mean", "first", "second", "±", "differs"]
    st.dataframe(
        pd.DataFrame(rows, columns=columns).round(3),
        hide_index=True,
        column_config=dict(zip(("first", "second"), _apart(titles), strict=True)),
        alt="The means of both lists, feature by feature",
    )
    st.caption(
        "± is the standard error of the difference. Where two lists of one kind are compared, a "
        "“yes” stands anywhere in the table by chance in one case of twenty."
    )


def _apart(titles: tuple[str, str]) -> tuple[str, str]:
    """The titles as headings, told apart where they are the same."""
    first, second = map(clean, titles)
    return (first, second) if first != second else (f"{first} (first)", f"{second} (second)")


def _shared(told: Versus, songs: Sequence[PlacedTrack]) -> None:
    places = told.shared.first
    if not places:
        return
    with st.expander(f"{counted(len(places), 'shared song')}"):
        tracks = [songs[place].track for place in places[:_SHOWN]]
        rows = [{"song": words.by_line(track), "link": track.url} for track in tracks]
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            column_config={"link": st.column_config.LinkColumn(display_text="Spotify")},
            alt="Songs in both lists",
        )
        if len(places) > _SHOWN:
            st.caption(f"The first {_SHOWN} of them.")
