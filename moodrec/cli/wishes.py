"""The options that say how a list is ordered: a preset, and single wishes in its place."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace

from moodrec.cli.values import listed, one_of, weight_of
from moodrec.errors import QueryError
from moodrec.metrics import METRICS
from moodrec.model import FEATURE_NAMES
from moodrec.wishes import ORDERS, PRESETS, RING_RADIUS, SOUND_WEIGHTS, WIDEST_RING, Weights, Wishes

_USUAL = "The article"
_SINGLE = ("order", "radius", "metric", "familiar", "sound", "variety", "surprise", "dice")
_SOURCES = tuple(
    dict.fromkeys(source for preset in PRESETS.values() for source, _ in preset.wishes.shares)
)

EXPLAINED = "\n\n".join(
    (
        listed("presets", {preset.name: preset.about for preset in PRESETS.values()}),
        listed("metrics", {name: entry.about for name, entry in METRICS.items()}),
    )
)
"""The presets and the metrics, for the end of a command's help."""


def add(command: argparse.ArgumentParser) -> None:
    """Declares the options."""
    wishes = command.add_argument_group(
        "wishes", "how the list is ordered: those of a preset, and any of them changed"
    )
    wishes.add_argument(
        "--preset",
        type=one_of("preset", PRESETS),
        default=_USUAL,
        metavar="NAME",
        help=f"wishes by name, see below (default: {_USUAL})",
    )
    wishes.add_argument(
        "--order",
        type=one_of("order", ORDERS),
        metavar="|".join(order.replace(" ", "-") for order in ORDERS),
        help="nearest first, or all songs inside the ring ordered by the other wishes",
    )
    wishes.add_argument(
        "--radius",
        type=float,
        metavar="R",
        help=f"the ring's radius, above 0 and up to {WIDEST_RING} (usually {RING_RADIUS})",
    )
    wishes.add_argument(
        "--metric",
        type=one_of("metric", METRICS),
        metavar="NAME",
        help="how distance is measured, see below",
    )
    _add_knobs(wishes)
    _add_weights(wishes)


def _add_knobs(wishes: argparse._ArgumentGroup) -> None:
    for knob, about in (
        ("familiar", "-1 for obscure songs to 1 for familiar ones"),
        ("sound", "0 for any sound to 1 for the same"),
        ("variety", "0 to 1: how much the picks should differ from each other"),
        ("surprise", "0 to 1: how much chance orders the list"),
    ):
        wishes.add_argument(f"--{knob}", type=float, metavar="X", help=about)
    wishes.add_argument(
        "--dice", type=int, metavar="K", help="which surprise: the same number, the same list"
    )


def _add_weights(wishes: argparse._ArgumentGroup) -> None:
    """What may be given several times: features and sources, each with a weight."""
    wishes.add_argument(
        "--weight",
        type=weight_of("feature", FEATURE_NAMES),
        action="append",
        default=[],
        metavar="FEATURE=W",
        help="weigh a feature in the weighted metric, 0 to 1 (valence and energy weigh 1): "
        + ", ".join(FEATURE_NAMES),
    )
    wishes.add_argument(
        "--sound-weight",
        type=weight_of("feature", SOUND_WEIGHTS),
        action="append",
        default=[],
        metavar="FEATURE=W",
        help="how much a feature counts for the same sound, 0 to 1: "
        + ", ".join(f"{name} (usually {weight:g})" for name, weight in SOUND_WEIGHTS.items()),
    )
    wishes.add_argument(
        "--share",
        type=weight_of("source", _SOURCES),
        action="append",
        default=[],
        metavar="SOURCE=W",
        help=f"how much listening data counts, 0 to 1: {', '.join(_SOURCES)}",
    )


def read(options: argparse.Namespace) -> Wishes:
    """The wishes that were given; raises QueryError for what is out of range."""
    preset = PRESETS[options.preset].wishes
    if options.weight and options.metric not in {None, "weighted"}:
        raise QueryError("--weight goes with --metric weighted.")
    given = {name: getattr(options, name) for name in _SINGLE}
    single = {name: value for name, value in given.items() if value is not None}
    if options.weight:
        single["metric"] = "weighted"
    return replace(
        preset,
        **single,
        weights=_changed(preset.weights, options.weight),
        sound_weights=_changed(preset.sound_weights, options.sound_weight),
        shares=_changed(preset.shares, options.share),
    )


def _changed(weights: Weights, given: Iterable[tuple[str, float]]) -> Weights:
    return tuple({**dict(weights), **dict(given)}.items())
