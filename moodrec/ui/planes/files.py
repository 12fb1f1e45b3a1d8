"""Files that the app's own server hands out, each under an address made from its content.

Streamlit's media files do that, but send no word on how long a copy stays good: so the page's
script asks the browser for its copy first, which is right for as long as the address is.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from streamlit import runtime

from moodrec.figures import wire

_HERE = Path(__file__).parent
_MODULE = (_HERE / "plane.js").read_bytes()
_STYLE = (_HERE / "plane.css").read_bytes()
_START = (_HERE / "start.js").read_text(encoding="utf-8")


def start() -> str:
    """The script that comes with every message: short, it only fetches the module."""
    return _START.replace("MODULE", _served(_MODULE, "text/javascript", "module"))


def of_figure(backdrop: bytes, key: str) -> dict[str, str]:
    """The addresses of all that a figure needs; `backdrop` is JSON, `key` the figure's own."""
    return {
        "style": _served(_STYLE, "text/css", "style"),
        "plotly": _served(wire.library(), "text/javascript", "plotly"),
        "backdrop": _served(backdrop, "application/json", f"backdrop-{key}"),
    }


def packed(**data: Any) -> bytes:
    """JSON's values as the module unpacks them, floats to the millionth, as small as can be.

    The same values give the same bytes.
    """
    short = json.loads(json.dumps(data), parse_float=lambda told: round(float(told), 6))
    return gzip.compress(json.dumps(short, separators=(",", ":")).encode(), mtime=0)


def _served(content: bytes, kind: str, name: str) -> str:
    """The path of a file, which lives as long as any session shows it under this name."""
    manager = runtime.get_instance().media_file_mgr
    return manager.add(content, kind, coordinates=f"moodrec-{name}")
