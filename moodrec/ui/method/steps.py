"""Step by step, as in the article: mood vectors, their difference, its length, the ranking."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from moodrec import figures, words
from moodrec.method import sentences
from moodrec.method.steps import Step, formula, step, steps, vectors
from moodrec.model import PlacedTrack, Recommendation
from moodrec.service import Service
from moodrec.ui import chart, frame
from moodrec.ui.method import asking
from moodrec.ui.text import plain

_PLANE = "method-vectors"
_APART = 0.4  # of the last distance: a shorter line would vanish under the marks


def show(service: Service) -> None:
    """Draws it. Raises MoodrecError."""
    answer = asking.ask(service)
    st.write(plain(sentences.AROUSAL))
    if len(answer.neighbours) < 2:  # noqa: PLR2004  # two songs are compared
        st.info("Two other songs are needed to compare, and this reference set has fewer.")
        return
    by_id = _offered(service, answer)
    left, right = st.columns([1, 1])
    with right:
        pair = _pair(answer, by_id)
        _written(answer, pair)
    with left:
        _drawn(answer, pair)
    _ranking(answer)


def _offered(service: Service, answer: Recommendation) -> dict[str, PlacedTrack]:
    """The songs to compare with: the list, and a well-known one from each part of the plane."""
    own = answer.seed.track.id if answer.seed.track else ""
    known = [service.reference.find(track.id) for track in service.overview.examples]
    songs = [*answer.neighbours, *(one for one in known if one and one.track.id != own)]
    return {song.track.id: song for song in songs}


def _pair(answer: Recommendation, by_id: Mapping[str, PlacedTrack]) -> tuple[Step, Step]:
    """The songs a and b: at first one well inside the list, and its last."""
    ids = list(by_id)
    told = [step(answer.seed.point, song).norm for song in answer.neighbours]
    last = len(told) - 1
    inside = next(place for place, norm in enumerate(told) if norm >= _APART * told[last])
    chosen = [
        st.selectbox(
            f"Song {name}",
            ids,
            index=place,
            key=f"method-{name}",
            format_func=lambda one: words.by_line(by_id[one].track),
        )
        for name, place in (("a", min(inside, last - 1)), ("b", last))
    ]
    first, second = (step(answer.seed.point, by_id[one]) for one in chosen)
    return first, second


def _written(answer: Recommendation, pair: tuple[Step, Step]) -> None:
    """The same as numbers: the vectors, and each distance with the numbers put in."""
    seed = answer.seed.point
    st.latex(vectors({"x": seed, "a": pair[0].song.point, "b": pair[1].song.point}))
    for name, one in zip("ab", pair, strict=True):
        st.latex(formula(seed, one, name))
    first, second = (one.norm for one in pair)
    nearer = "Both are equally near" if first == second else f"{'ab'[second < first]} is nearer"
    st.write(f"{nearer}: the shorter the line, the closer the mood.")


def _drawn(answer: Recommendation, pair: tuple[Step, Step]) -> None:
    a, b = (plain(words.by_line(one.song.track)) for one in pair)
    chart.square(
        figures.method.vectors(answer.seed.point, pair, frame.palette()),
        key=_PLANE,
        alt=f"The song x and two others, {a} and {b}, with the lines between them.",
    )
    st.caption(
        "x is the song asked about. The dotted legs are the differences of valence and of energy, "
        "the line is the distance. The picture is magnified until the songs stand apart; at first "
        "it shows one well inside the list and the last, for nearer ones would lie under x."
    )


def _ranking(answer: Recommendation) -> None:
    """The list as the article ranks it."""
    st.markdown("##### The ranking")
    told = steps(answer.seed.point, answer.neighbours)
    rows = [
        [place, one.norm, words.by_line(one.song.track), *one.difference]
        for place, one in enumerate(told, start=1)
    ]
    columns = ["rank", "distance", "song", "Δ valence", "Δ energy"]
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        hide_index=True,
        column_config={
            "rank": st.column_config.NumberColumn(width=50),
            **{
                name: st.column_config.NumberColumn(format="%.4f", width="small")
                for name in columns
                if name not in {"rank", "song"}
            },
        },
        height="content",
        alt="The nearest songs with their differences and distances",
    )
    st.caption(
        "Δ is what x has less what the song has. The article takes the five nearest of them. Songs "
        "at equal distance stand in the order of their track ids."
    )
