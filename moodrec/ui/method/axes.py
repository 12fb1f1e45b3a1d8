"""The two problems that the article names: skewed axes, and that they rise together."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from moodrec import figures
from moodrec.method import sentences
from moodrec.method.axes import Distribution
from moodrec.method.intervals import ROUNDS, SEED
from moodrec.method.regression import Line, Regression
from moodrec.model import AXES
from moodrec.service import Service
from moodrec.ui import cache, chart, frame
from moodrec.ui.method import numbers
from moodrec.ui.text import plain

_MEASURED = tuple(
    f"{name}{end}" for name in ("slope", "intercept", "r") for end in ("", " from", " to")
)


def show(service: Service) -> None:
    """Draws it."""
    st.markdown("##### How the axes are distributed")
    told = [numbers.distribution(service, axis) for axis in AXES]
    for column, one in zip(st.columns(2), told, strict=True):
        with column:
            _histogram(one)
    _statistics(told)
    st.markdown("##### Energy on valence")
    _regression(service, numbers.regression(service))


def _histogram(told: Distribution) -> None:
    chart.show(
        figures.method.distribution(told, frame.palette()),
        key=f"method-{told.axis}",
        alt=f"Histogram of {told.axis}. {sentences.distribution(told)}",
    )
    st.write(plain(sentences.distribution(told)))


def _statistics(told: list[Distribution]) -> None:
    if any(one.deviation for one in told):
        st.caption(
            "The dotted lines are the quartiles; the dashed curve is the normal distribution with "
            "the same mean and standard deviation."
        )
    with st.expander("The numbers"):
        rows = {one.axis: _numbers(one) for one in told}
        st.dataframe(
            pd.DataFrame(rows),
            height="content",
            alt="Quantiles, mean, deviation, skewness and normality",
        )


def _numbers(told: Distribution) -> dict[str, float | None]:
    test = told.normality
    return {
        "songs": told.songs,
        **{f"{share:.0%} lie below": value for share, value in told.quantiles},
        "mean": told.mean,
        "standard deviation": told.deviation,
        "skewness": told.skewness,
        "test of normality: K²": test.statistic if test else None,
        "test of normality: p": test.p if test else None,
        "largest gap to the normal distribution": test.gap if test else None,
    }


def _regression(service: Service, told: Regression) -> None:
    palette = frame.palette()
    left, right = st.columns(2)
    with left:
        backdrop = cache.background(service.overview.version, palette, service.overview)
        chart.square(
            figures.method.regression(backdrop, told, palette),
            key="method-regression",
            alt=f"Energy over valence with regression lines. {sentences.regression(told)[0]}",
        )
    with right:
        for sentence in sentences.regression(told):
            st.write(plain(sentence))
    if told.overall and told.genres:
        _by_genre(told)
    st.caption(f"Intervals: {ROUNDS:,} bootstrap samples, all drawn from seed {SEED}.")


def _by_genre(told: Regression) -> None:
    palette = frame.palette()
    st.markdown("##### By genre")
    chart.show(
        figures.method.slopes(told, palette),
        key="method-slopes",
        alt="The slope of energy on valence with its interval, for all songs and by genre",
    )
    shown = figures.method.shown(told)
    if shown < len(told.genres):
        st.caption(
            f"{shown} of {len(told.genres)} genres are drawn, and {figures.method.GENRES} on the "
            "plane: those that lean the other way, then the largest. The numbers have all."
        )
    lines = [*([told.overall] if told.overall else []), *told.genres]
    with st.expander("The numbers"):
        st.dataframe(
            pd.DataFrame([*map(_row, lines), *_within(told)]),
            hide_index=True,
            column_config=dict.fromkeys(_MEASURED, st.column_config.NumberColumn(format="%.3f")),
            alt="Slope, intercept and correlation of each genre",
        )
        if told.too_small:
            st.caption(f"Too few songs for a line: {plain(', '.join(told.too_small))}.")


def _within(told: Regression) -> list[dict[str, object]]:
    """The slope within genres, which has no intercept of its own."""
    slope = told.within
    if slope is None:
        return []
    return [
        {"": "within genres", "slope": slope.value, "slope from": slope.low, "slope to": slope.high}
    ]


def _row(line: Line) -> dict[str, object]:
    return {
        "": line.name,
        "songs": line.songs,
        "slope": line.slope.value,
        "slope from": line.slope.low,
        "slope to": line.slope.high,
        "intercept": line.intercept.value,
        "intercept from": line.intercept.low,
        "intercept to": line.intercept.high,
        "r": line.r.value,
        "r from": line.r.low,
        "r to": line.r.high,
    }
