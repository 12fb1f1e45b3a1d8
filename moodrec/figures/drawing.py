"""Figures of plain values, in the names of Plotly's JSON.

Plotly checks and copies each value when one of its classes is made: that took most of a page's
time. So its class is made where a chart or a file needs it, without the check. The tests make
that, of every kind of figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import plotly.graph_objects as go

Trace: TypeAlias = Mapping[str, Any]
"""A trace in the names of Plotly's JSON."""

_NO_TEMPLATE: dict[str, Any] = {"layout": {}}  # else Plotly adds its usual one, of 7 kB


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """Traces and a layout; sessions may share them, so nobody changes them."""

    data: Sequence[Trace] = ()
    layout: Mapping[str, Any] = field(default_factory=dict)

    def plotly(self) -> go.Figure:
        """A copy as Plotly's own class."""
        layout = _listed({"template": _NO_TEMPLATE, **self.layout})
        return go.Figure(data=_listed(self.data), layout=layout, _validate=False)


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
    return Figure(tuple(data), layout or {})


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
    under = backdrop.layout
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
