"""A figure as one HTML file that needs no network."""

from __future__ import annotations

import json
from html import escape

from moodrec.figures.drawing import Figure
from moodrec.figures.palette import DARK, Palette
from moodrec.texts import clean

_FIGURE = "figure"
_SCALE = 3  # a PNG's pixels to one of the page
_STYLE = """
body {{ margin: 0; padding: 1rem; background: {background}; color: {ink};
  font-family: "Source Sans", system-ui, sans-serif; color-scheme: {scheme}; }}
main {{ max-width: min(100%, 72vh); margin: auto; }}
h1 {{ font-size: 1.25rem; overflow-wrap: anywhere; }}
button {{ font: inherit; padding: 0.3rem 0.8rem; }}
#figure {{ aspect-ratio: 1; margin-top: 0.5rem; }}
"""


def page(figure: Figure, title: str, about: str, palette: Palette) -> bytes:
    """A page with the figure, square, and buttons that save it as PNG or SVG; about 5 MB.

    Plotly itself is in the file. `title` and `about` may be foreign text.
    """
    drawn = figure.plotly().update_layout(paper_bgcolor=palette.card)
    chart = drawn.to_html(
        full_html=False,
        include_plotlyjs=True,
        div_id=_FIGURE,
        default_height="100%",
        config={"displayModeBar": False, "responsive": True},
    )
    style = _STYLE.format(
        background=palette.card, ink=palette.ink, scheme="dark" if palette == DARK else "light"
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(clean(title))}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{escape(clean(title))}</h1>
<p>{escape(clean(about))}</p>
{_button("png", title)}
{_button("svg", title)}
{chart}
</main>
</body>
</html>
""".encode()


def _button(kind: str, title: str) -> str:
    """A button that saves the figure as a file of this kind, under the page's title."""
    options = json.dumps({"format": kind, "filename": clean(title), "scale": _SCALE})
    action = f"Plotly.downloadImage('{_FIGURE}', {options})"
    return f'<button type="button" onclick="{escape(action)}">{kind.upper()}</button>'
