"""Everything that the page "Method" shows, in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from moodrec.errors import QueryError
from moodrec.method import card as cards
from moodrec.method.axes import Distribution, distribution
from moodrec.method.card import Card
from moodrec.method.intervals import ROUNDS, SEED, SHARE
from moodrec.method.overlap import Overlap, SideBySide, all_overlaps, side_by_side
from moodrec.method.plain import plain
from moodrec.method.regression import (
    AGREES,
    AGREES_SONGS,
    ARTICLE_SLOPE,
    ARTICLE_SONGS,
    Regression,
    regression,
)
from moodrec.method.spread import Spread, spread
from moodrec.method.steps import Step, steps
from moodrec.metrics import METRICS
from moodrec.model import AXES, PlacedTrack, Seed
from moodrec.recommend import Index


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured of one reference set, and of one question where there was one.

    `steps` are the songs that the article's method finds for the `seed`, the best first, each
    with its mood vector beside the seed's; `lists` are its nearest songs by the plain metric and
    by each other one that the set has. The card names the set and its version.
    """

    distributions: tuple[Distribution, ...]
    regression: Regression
    overlaps: tuple[Overlap, ...]
    spread: Spread
    card: Card
    seed: Seed | None = None
    steps: tuple[Step, ...] = ()
    lists: tuple[SideBySide, ...] = ()


def report(index: Index, seed: Seed | None = None, nearest: Sequence[PlacedTrack] = ()) -> Report:
    """Measures the set of an index; the same set always gives the same report.

    `nearest` are the songs that were found for the seed.
    """
    reference = index.reference
    apart = spread(reference)
    return Report(
        distributions=tuple(distribution(reference, axis) for axis in AXES),
        regression=regression(reference),
        overlaps=all_overlaps(index),
        spread=apart,
        card=cards.card(reference, apart),
        seed=seed,
        steps=steps(seed.point, nearest) if seed else (),
        lists=tuple(_lists(index, seed)) if seed else (),
    )


def _lists(index: Index, seed: Seed) -> Iterator[SideBySide]:
    plain_one, *others = METRICS
    for name in others:
        with suppress(QueryError):  # the overlaps say why the set has no such metric
            yield side_by_side(index, seed, plain_one, name)


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain JSON values, the article's numbers beside; what is unknown is None."""
    summary = report.card.summary
    return {
        "reference": {
            "name": summary.name,
            "version": report.card.version,
            "songs": summary.rows,
        },
        "draws": {"seed": SEED, "rounds": ROUNDS, "share": SHARE},
        "article": {"slope": ARTICLE_SLOPE, "songs": ARTICLE_SONGS},
        "listeners": {"r": AGREES, "songs": AGREES_SONGS},
        "distributions": {one.axis: plain(one) for one in report.distributions},
        "regression": plain(report.regression),
        "overlaps": plain(report.overlaps),
        "spread": plain(report.spread),
        "seed": _seed(report.seed) if report.seed else None,
        "steps": [_step(one) for one in report.steps],
        "lists": [_side_by_side(one) for one in report.lists],
        "card": cards.as_json(report.card),
    }


def _seed(seed: Seed) -> dict[str, Any]:
    named = {"id": seed.track.id, "name": seed.track.name} if seed.track else {}
    return {**named, **plain(seed.point)}


def _step(one: Step) -> dict[str, Any]:
    track = one.song.track
    return {
        "id": track.id,
        "name": track.name,
        "artists": list(track.artists),
        **plain(one.song.point),
        "difference": plain(one.difference),
        "norm": one.norm,
    }


def _side_by_side(one: SideBySide) -> dict[str, Any]:
    lists = zip(one.metrics, one.lists, strict=True)
    return {
        **{name: [song.track.id for song in songs] for name, songs in lists},
        "common": plain(one.common),
    }
