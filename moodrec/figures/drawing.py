"""Figures from plain values, which Plotly takes as they are.

Plotly checks each value when one of its classes is made: that took most of a page's time. Here
the tests make that check, of every kind of figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import plotly.graph_objects as go

Figure: TypeAlias = go.Figure
Trace: TypeAlias = dict[str, Any]
"""A trace in the names of Plotly's JSON."""

_NO_TEMPLATE: dict[str, Any] = {"layout": {}}  # else Plotly adds its usual one, of 7 kB


def scatter(**values: Any) -> Trace:
    """Points, lines or texts. What is None is left out."""
    return _trace("scatter", values)


def bar(**values: Any) -> Trace:
    """Bars."""
    return _trace("bar", values)


def heatmap(**values: Any) -> Trace:
    """A grid of colours."""
    return _trace("heatmap", values)


def figure(data: Iterable[Trace] = (), layout: Mapping[str, Any] | None = None) -> Figure:
    """The figure of these traces."""
    told = _listed({"template": _NO_TEMPLATE, **(layout or {})})
    return go.Figure(data=list(data), layout=told, _validate=False)


def traces_of(drawn: Figure) -> list[Trace]:
    """A copy of a figure's traces, to draw on: the figure itself may be one that sessions share."""
    return [trace.to_plotly_json() for trace in drawn.data]


def over(
    below: Iterable[Trace],
    backdrop: Figure,
    data: Iterable[Trace],
    *,
    shapes: Iterable[Mapping[str, Any]] = (),
    annotations: Iterable[Mapping[str, Any]] = (),
    **layout: Any,
) -> Figure:
    """The traces `below` in the layout of a backdrop, with more traces and shapes on top."""
    under = backdrop.layout.to_plotly_json()
    return figure(
        [*below, *data],
        {
            **under,
            "shapes": [*under.get("shapes", ()), *shapes],
            "annotations": [*under.get("annotations", ()), *annotations],
            **layout,
        },
    )


def _trace(kind: str, values: Mapping[str, Any]) -> Trace:
    return {"type": kind, **{name: value for name, value in values.items() if value is not None}}


def _listed(value: Any) -> Any:
    """The same with lists for tuples, as in JSON: Plotly relies on it."""
    if isinstance(value, Mapping):
        return {name: _listed(one) for name, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value
