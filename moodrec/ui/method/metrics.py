"""What each metric changes: two lists of one seed, what they share, and how good lists are."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from moodrec import figures
from moodrec.errors import QueryError
from moodrec.evaluation.published import Published, published
from moodrec.method import sentences
from moodrec.method.intervals import SEED
from moodrec.method.overlap import side_by_side
from moodrec.metrics import METRICS
from moodrec.model import Recommendation
from moodrec.service import Service
from moodrec.ui import chart, frame
from moodrec.ui.method import asking, numbers
from moodrec.ui.text import plain

_FIRST, _SECOND = "euclidean", "z-scored"


def show(service: Service) -> None:
    """Draws it. Raises MoodrecError."""
    answer = asking.ask(service)
    first, second = _chosen()
    if first == second:
        st.info("Choose two different metrics to see what changes.")
    else:
        left, right = st.columns(2)
        with left:
            _lists(service, answer, first, second)
        with right:
            _shared(service, first, second)
    st.markdown("##### How good the lists are")
    _measured(published())


def _chosen() -> tuple[str, str]:
    names = list(METRICS)
    with st.container(horizontal=True):
        first, second = (
            st.selectbox(label, names, index=names.index(usual), key=key, bind="query-params")
            for label, usual, key in (
                ("One metric", _FIRST, "metric"),
                ("Another", _SECOND, "other"),
            )
        )
    return str(first), str(second)


def _lists(service: Service, answer: Recommendation, first: str, second: str) -> None:
    try:
        told = side_by_side(service.index, answer.seed, first, second)
    except (
        QueryError
    ) as error:  # the set has no such metric: the other parts are there all the same
        st.info(plain(str(error)))
        return
    if not any(told.lists):
        st.info("There is no other song in this reference set.")
        return
    chart.show(
        figures.method.lists(told, frame.palette()),
        key="method-lists",
        alt=f"The nearest songs by {first} and by {second}: {len(told.common)} are in both.",
    )
    st.caption(
        f"{len(told.common)} of {max(map(len, told.lists))} songs are in both lists, joined by "
        "lines. “Weighted” counts danceability and acousticness half as much as the axes."
    )


def _shared(service: Service, first: str, second: str) -> None:
    for one in numbers.shared(service, first, second):
        st.write(plain(sentences.overlap(one)))
    st.write(sentences.METRICS)
    st.caption(f"Songs are drawn from seed {SEED}; ± is the standard error of the mean.")


def _measured(told: Published) -> None:
    """The table of every metric and preset, measured on held-out playlists."""
    rows = [
        {
            "list": one.method,
            "precision@10": 100 * one.precision.value,
            "NDCG@10": 100 * one.ndcg.value,
            "±": 100 * one.ndcg.error,
            "inside the ring": 100 * one.mood.value,
            "beside the article's": one.verdict if one.gain.error else "",
        }
        for one in told.rows
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            "inside the ring": st.column_config.NumberColumn(format="%.1f %%"),
            **{name: st.column_config.NumberColumn(format="%.2f %%")
               for name in ("precision@10", "NDCG@10", "±")},
        },
        height="content",
        alt="How much of held-out playlists each list finds",
    )  # fmt: skip
    st.caption(plain(_about(told)))
    for sentence in sentences.HELPS:
        st.markdown(f"- {plain(sentence)}")


def _about(told: Published) -> str:
    return (
        f"Measured on {told.measured_on:%Y-%m-%d} with {told.table}: {told.songs:,} songs, "
        f"{told.playlists} of {told.all_playlists} playlists held out. Right are the other songs "
        "of a held-out playlist. For a set that tells playlists: python -m moodrec evaluate."
    )
