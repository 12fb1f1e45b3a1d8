"""The coverage of the plane: songs in each cell, with the thin ones marked."""

from __future__ import annotations

from typing import Any

import numpy as np

from moodrec.figures import drawing, parts
from moodrec.figures.drawing import Figure, Trace
from moodrec.figures.palette import Palette
from moodrec.inventory import Inventory

_SPAN = (0.0, 1.0)


def coverage(inventory: Inventory, palette: Palette) -> Figure:
    """A heat map of 10 by 10 cells with the number of songs in each."""
    return drawing.figure(
        data=[_cells(inventory, palette)],
        layout={
            **parts.layout(palette),
            **parts.axes(_SPAN, _SPAN, palette, tickvals=[0, 0.5, 1]),
            "shapes": [
                _mark(row, column, len(inventory.thin), palette)
                for row, column in np.argwhere(inventory.thin).tolist()
            ],
        },
    )


def _cells(inventory: Inventory, palette: Palette) -> Trace:
    root = np.sqrt(inventory.counts)
    cell = 1 / len(root)
    return drawing.heatmap(
        z=root,
        x0=cell / 2,
        dx=cell,
        y0=cell / 2,
        dy=cell,
        xgap=1,
        ygap=1,
        text=[[f"{count:,}" for count in row] for row in inventory.counts.tolist()],
        texttemplate="%{text}",
        textfont={"size": 11, "color": palette.ink},
        hovertemplate="%{text} songs around valence %{x:.2f}, energy %{y:.2f}<extra></extra>",
        colorscale=[[0, f"rgba({palette.density},0.04)"], [1, f"rgba({palette.density},0.75)"]],
        showscale=False,
        name="songs in a cell",
    )


def _mark(row: int, column: int, cells: int, palette: Palette) -> dict[str, Any]:
    """A frame around a thin cell."""
    inset = 0.006
    return {
        "type": "rect",
        "name": "thin cell",
        "x0": column / cells + inset,
        "x1": (column + 1) / cells - inset,
        "y0": row / cells + inset,
        "y1": (row + 1) / cells - inset,
        "line": {"color": palette.seed, "width": 1.5, "dash": "dot"},
    }
