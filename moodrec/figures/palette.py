"""Colours of the figures in light and dark, told apart by colour-blind eyes (Okabe and Ito)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as CSS text; `density` is red, green and blue as "r,g,b".

    `hues` tell groups apart, beside a shape for each; `scale` goes from little to much.
    """

    ink: str
    faint: str
    surface: str
    card: str
    density: str
    dot: str
    seed: str
    neighbour: str
    on_neighbour: str
    hues: tuple[str, ...]
    scale: tuple[str, ...]


LIGHT = Palette(
    ink="#1f2937",
    faint="rgba(31,41,55,0.45)",
    surface="rgba(255,255,255,0.66)",
    card="#ffffff",
    density="71,105,150",
    dot="rgba(55,80,120,0.55)",
    seed="#c2410c",
    neighbour="#0072b2",
    on_neighbour="#ffffff",
    hues=(
        "#0072b2",
        "#d55e00",
        "#007a5a",
        "#b0468c",
        "#7a6a00",
        "#2f9bd6",
        "#4b3f9e",
        "#a3203b",
    ),
    scale=("#d7a400", "#a5506d", "#00306f"),
)
DARK = Palette(
    ink="#e5e7eb",
    faint="rgba(229,231,235,0.5)",
    surface="rgba(14,17,23,0.62)",
    card="#262730",
    density="120,155,205",
    dot="rgba(165,190,225,0.5)",
    seed="#fb923c",
    neighbour="#56b4e9",
    on_neighbour="#0e1117",
    hues=(
        "#56b4e9",
        "#ff8c42",
        "#2fc79b",
        "#e38fc0",
        "#f0e442",
        "#5f8dff",
        "#b9a7f0",
        "#ff7f8e",
    ),
    scale=("#3f6fd8", "#d985b5", "#ffe27a"),
)
