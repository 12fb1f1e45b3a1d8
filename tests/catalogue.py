"""Songs for the loopback server's catalogue: made up ones, or those of a real table."""

from __future__ import annotations

import ast
import csv
import random
from collections.abc import Sequence

from moodrec.model import FEATURE_NAMES
from tests.conftest import an_id, real_table
from tests.loopback import Song


def pretended(genres: Sequence[str], per_genre: int) -> list[Song]:
    """`per_genre` made-up songs of each genre; the same call gives the same songs."""
    chance = random.Random(1)  # noqa: S311  # no secret
    return [
        Song(
            id=an_id(1000 * place + number),
            title=f"{genre} song {number}",
            artists=(f"{genre} band {number % 7}", "Somebody"),
            isrc=_isrc(1000 * place + number),
            genre=genre,
            features={
                **{name: round(chance.random(), 3) for name in FEATURE_NAMES},
                "loudness": -round(60 * chance.random(), 3),
                "tempo": round(50 + 150 * chance.random(), 3),
            },
        )
        for place, genre in enumerate(genres)
        for number in range(per_genre)
    ]


def real() -> list[Song]:
    """The 11,085 tracks of 125 genres, their ISRCs made up; skips the test without them."""
    with real_table("tracks_125_genres.csv").open(encoding="utf-8", newline="") as file:
        return [
            Song(
                id=row["id"],
                title=row["name"],
                artists=tuple(ast.literal_eval(row["artist"])),
                isrc=_isrc(number),
                genre=row["genre"],
                features={name: float(row[name]) for name in FEATURE_NAMES},
            )
            for number, row in enumerate(csv.DictReader(file))
        ]


def _isrc(number: int) -> str:
    return f"QZTST{number:07d}"
