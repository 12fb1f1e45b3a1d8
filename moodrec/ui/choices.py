"""What filters can be made of, and how many songs each choice is about, as far as that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from moodrec.kinds import KINDS
from moodrec.sieve import RANGED, Sifted

_FIRST_YEAR = 1900.0  # that is offered where nobody knows the oldest song


@dataclass(frozen=True, slots=True)
class Choices:
    """The genres in the order of the alphabet and the kinds, each with its songs or None.

    `years` are the ends of the years that are offered, `columns` those of RANGED in which some
    song may have a value.
    """

    genres: Mapping[str, int]
    kinds: Mapping[str, int | None]
    years: tuple[float, float] | None
    columns: frozenset[str]


def among(sifted: Sifted) -> Choices:
    """Those of a set in memory: with the songs that pass all other filters."""
    sieve, counts = sifted.sieve, dict(sifted.genre_counts())
    return Choices(
        genres={genre: counts[genre] for genre in sieve.genres},
        kinds=dict(sifted.kind_counts()),
        years=sieve.span("year") if sieve.knows("year") else None,
        columns=frozenset(filter(sieve.knows, RANGED)),
    )


def uncounted(genres: Iterable[tuple[str, int]]) -> Choices:
    """Those of a set beyond memory: with the songs of each genre, whatever else is ruled out."""
    return Choices(
        genres=dict(sorted(genres)),
        kinds=dict.fromkeys(KINDS),
        years=(_FIRST_YEAR, float(datetime.now(UTC).year)),
        columns=frozenset(RANGED),
    )
