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
from moodrec.ui import cache, frame, square
from moodrec.ui.method import numbers
from moodrec.ui.text import plain


def show(service: Service) -> None:
    """Draws it."""
    st.markdown("##### How the axes are distributed")
    told = [numbers.distribution(service, axis) for axis in AXES]
    for column, one in zip(st.columns(2), told, strict=True):
        with column:
            _histogram(one)
    _statistics(told)
    st.markdown("##### Energy rises with valence")
    _regression(service, numbers.regression(service))


def _histogram(told: Distribution) -> None:
    st.plotly_chart(
        figures.method.distribution(told, frame.palette()),
        key=f"method-{told.axis}",
        height="content",
        theme=None,
        config={"displayModeBar": False},
        alt=f"Histogram of {told.axis}. {sentences.distribution(told)}",
    )
    st.write(plain(sentences.distribution(told)))


def _statistics(told: list[Distribution]) -> None:
    st.caption(
        "The dotted lines are the quartiles; the dashed curve is the normal distribution with the "
        "same mean and standard deviation."
    )
    with st.expander("The numbers"):
        rows = {one.axis: _numbers(one) for one in told}
        st.dataframe(pd.DataFrame(rows), alt="Quantiles, mean, deviation, skewness and normality")


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
        square.chart(
            figures.method.regression(backdrop, told, palette),
            key="method-regression",
            alt=f"Energy over valence with regression lines. {sentences.regression(told)[0]}",
        )
    with right:
        for sentence in sentences.regression(told):
            st.write(plain(sentence))
    if told.overall and told.genres:
        _by_genre(told)
    st.caption(f"Intervals: {ROUNDS:,} bootstrap samples, drawn from number {SEED}.")


def _by_genre(told: Regression) -> None:
    palette = frame.palette()
    st.markdown("##### By genre")
    st.plotly_chart(
        figures.method.slopes(told, palette),
        key="method-slopes",
        height="content",
        theme=None,
        config={"displayModeBar": False},
        alt="The slope of energy on valence with its interval, for all songs and by genre",
    )
    lines = [*([told.overall] if told.overall else []), *told.genres]
    with st.expander("The numbers"):
        st.dataframe(
            pd.DataFrame(map(_row, lines)).round(3),
            hide_index=True,
            alt="Slope, intercept and correlation of each genre",
        )
        if told.too_small:
            st.caption(f"Too few songs for a line: {plain(', '.join(told.too_small))}.")


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
