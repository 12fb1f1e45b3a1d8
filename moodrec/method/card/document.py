"""A data card as plain values, for JSON."""

from __future__ import annotations

from typing import Any

from moodrec.method.card.contents import Card
from moodrec.method.plain import plain
from moodrec.overview import COARSE_CELLS


def as_json(card: Card) -> dict[str, Any]:
    """The whole card; what is not known is None."""
    summary = card.summary
    return {
        "about": card.about,
        "created_at": plain(summary.created_at),
        "songs": summary.rows,
        "recordings": card.recordings,
        "folded": card.folded,
        "dropped": dict(summary.dropped),
        "sources": plain(card.origins),
        "columns": plain(card.columns),
        "cells": {"all": COARSE_CELLS**2, "thin": card.thin, "empty": card.empty},
        "genres": dict(summary.genres),
        "small_genres": dict(card.small_genres),
        "biases": {
            bias.name: {"values": dict(bias.values), "sentence": bias.sentence}
            for bias in card.biases
        },
    }
