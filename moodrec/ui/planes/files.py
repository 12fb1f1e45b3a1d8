"""Files that the app's own server hands out, each under an address made from its content.

Streamlit's media files do that, but send no word on how long a copy stays good: so the page's
script asks the browser for its copy first, which is right for as long as the address is.
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

from streamlit import runtime

from moodrec.figures import wire

_HERE = Path(__file__).parent
_PARTS = ("small.js", "files.js", "line.js", "layers.js", "plane.js", "main.js")
"""What the module is put together from: modules that import each other would need addresses."""


def serve() -> None:
    """Hands out what all figures have in common, once in each run of a page that has any.

    Plotly is large: to make its address takes milliseconds.
    """
    _served(wire.library(), "text/javascript", "plotly")
    _served(_module(), "text/javascript", "module")


@cache
def start() -> str:
    """The script that comes with every message: short, it only fetches the module."""
    address = _served(_module(), "text/javascript", "module")
    return _text("start.js").replace("MODULE", address)


def background(backdrop: bytes, key: str) -> str:
    """The address of what lies below a figure's answers, JSON; `key` is the figure's own."""
    return _served(backdrop, "application/json", f"backdrop-{key}")


def packed(*, prompt: bool = False, **data: Any) -> bytes:
    """JSON's values as the module reads them, as small as can be.

    Those of a `prompt` figure are not compressed: a browser unpacks only between other work. The
    same values give the same bytes.
    """
    plain = json.dumps(data, separators=(",", ":")).encode()
    return plain if prompt else gzip.compress(plain, mtime=0)


@cache
def _module() -> bytes:
    """The module, with its style sheet and the address of Plotly."""
    plotly = _served(wire.library(), "text/javascript", "plotly")
    constants = {"STYLE": _text("plane.css"), "PLOTLY": plotly}
    told = [f"const {name} = {json.dumps(value)};" for name, value in constants.items()]
    return "\n".join([*told, *map(_bare, _PARTS)]).encode()


def _bare(name: str) -> str:
    """A script without its comments, which no browser needs."""
    lines = _text(name).splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("//"))


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _served(content: bytes, kind: str, name: str) -> str:
    """The path of a file, which lives as long as any session shows it under this name."""
    manager = runtime.get_instance().media_file_mgr
    return manager.add(content, kind, coordinates=f"moodrec-{name}")
