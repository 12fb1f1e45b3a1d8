"""What a page sends to the figures that stay in the browser; AppTest cannot run them."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest


def sent(at: AppTest) -> list[dict[str, Any]]:
    """The messages to the figures, in their order on the page."""
    protos = [element.proto for element in at.get("bidi_component")]
    packed = [proto.bytes for proto in protos if proto.component_name == "moodrec_plane"]
    return [json.loads(one if one.startswith(b"{") else gzip.decompress(one)) for one in packed]


def figure(at: AppTest, place: int) -> dict[str, Any]:
    """What the page's answer adds to one of the figures: traces and layout."""
    found: dict[str, Any] = sent(at)[place]["overlay"]
    return found


def trace(at: AppTest, place: int, name: str) -> dict[str, Any]:
    """The trace of that name."""
    return next(one for one in figure(at, place)["data"] if one["name"] == name)


def chart(at: AppTest, place: int) -> dict[str, Any]:
    """One of the page's plain Plotly charts."""
    found: dict[str, Any] = json.loads(at.get("plotly_chart")[place].proto.spec)
    return found


def in_full(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts of which only what differs from the one before was told."""
    found: list[dict[str, Any]] = []
    for part in parts:
        told = {name: value for name, value in part.items() if name != "like"}
        found.append({**found[-1], **told} if "like" in part else told)
    return found


def unpacked(array: dict[str, str]) -> list[float]:
    """The numbers of an array in Plotly's short form."""
    found: list[float] = np.frombuffer(base64.b64decode(array["bdata"]), array["dtype"]).tolist()
    return found


def widths(trace: dict[str, Any]) -> tuple[float, float]:
    """How far a trace reaches on both axes."""
    across, up = (unpacked(trace[axis]) for axis in ("x", "y"))
    return max(across) - min(across), max(up) - min(up)
