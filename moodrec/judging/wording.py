"""A listener's own place in words, with how sure it is."""

from __future__ import annotations

from moodrec.judging.own import OwnPlace


def placed(place: OwnPlace) -> str:
    """Such as "Placed by you, by ear, on 2026-11-20"."""
    return f"Placed by you, by ear, on {place.placed_at:%Y-%m-%d}"


def intervals(place: OwnPlace) -> str:
    """Within which values it lies with a probability of SURE, on what condition: in words."""
    return (
        "If you hear as other listeners do: nine times out of ten a track with such answers has a "
        f"valence from {_ends(place.valence)} and an energy from {_ends(place.energy)}."
    )


def _ends(ends: tuple[float, float]) -> str:
    return f"{ends[0]:.2f} to {ends[1]:.2f}"
