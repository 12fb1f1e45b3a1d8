"""What a table of judgements held, and how its numbers read, in words."""

from __future__ import annotations

from collections.abc import Iterator

from moodrec.judging.agreement import Kind, Validation
from moodrec.texts import counted

TITLES: dict[Kind, str] = {
    "pairs": "Pairs: how often the song that people find higher has the higher value",
    "ratings": "Ratings: rank correlation (Spearman's rho) of the mean rating and the value",
}
NOTES: dict[Kind, str] = {
    "pairs": "0.5 is chance and 1 perfect; equal values count one half, ties are left out.\n"
    "Intervals (95 %) are over pairs of songs. Values and people are held against single\n"
    "judgements alike: values that reach the number of people agree with them as well as one more\n"
    "person would.",
    "ratings": "0 is chance and 1 the same order. Intervals (95 %) are over songs. Values that\n"
    "reach the number of people agree with them as well as another crowd of that size would.",
}


def counts(found: Validation) -> Iterator[str]:
    """What was read, and what is odd about it."""
    read = found.counts
    yield f"{found.name}: {found.layout}, {counted(read.rows, 'row')} read."
    told = [
        (read.unreadable, "that cannot be read"),
        (read.skipped, "without an answer"),
        (read.undecided, "on which people did not agree"),
        (read.duplicates, "told twice by the same person"),
    ]
    left_out = [counted(read.ties, "tie")] if read.ties else []
    left_out += [f"{number:,} {what}" for number, what in told if number]
    if left_out:
        yield f"Left out: {', '.join(left_out)}."
    against = [
        (read.both_ways, "pair judged both ways", "pairs judged both ways"),
        (read.cycles, "circle of three songs", "circles of three songs"),
        (read.several, "song rated differently", "songs rated differently"),
    ]
    if odd := [counted(*one) for one in against if one[0]]:
        yield f"Where one person contradicts themselves: {', '.join(odd)}."
    if found.levels:
        yield f"How far people agreed, in pairs: {_levels(found)}."
    yield _unknown(found)


def _levels(found: Validation) -> str:
    total = sum(number for _, number in found.levels)
    return ", ".join(
        f"{name.replace('-', ' ')} {number:,} ({number / total:.0%})"
        for name, number in found.levels
    )


def _unknown(found: Validation) -> str:
    counts = found.counts
    known = f"{counts.tracks - counts.unknown:,} of {counted(counts.tracks, 'song')} are known here"
    return (
        f"{known}; not {', '.join(found.unknown)}{_more(found)}." if found.unknown else f"{known}."
    )


def _more(found: Validation) -> str:
    left = found.counts.unknown - len(found.unknown)
    return f" and {left:,} more" if left else ""
