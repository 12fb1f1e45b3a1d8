"""The report of the method as lines for a person, the article's numbers beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from moodrec import words
from moodrec.evaluation.published import Published, published
from moodrec.method import sentences
from moodrec.method.axes import Distribution
from moodrec.method.intervals import ROUNDS, SEED, SHARE, Interval
from moodrec.method.overlap import Overlap
from moodrec.method.regression import (
    AGREES,
    ARTICLE_SLOPE,
    ARTICLE_SONGS,
    FEWEST,
    Line,
    Regression,
)
from moodrec.method.report import Report
from moodrec.method.spread import Spread
from moodrec.texts import counted


def as_text(report: Report) -> str:
    """The whole report; what cannot be measured is told with the reason."""
    parts = (
        _set(report),
        _steps(report),
        _shapes(report.distributions),
        _line(report.regression),
        _metrics(report.overlaps),
        _releases(report.spread),
        _leaning(report),
        _measured(published()),
    )
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines)


def _set(report: Report) -> Iterator[str]:
    summary = report.card.summary
    yield f"{summary.name}: {counted(summary.rows, 'song')}; the article had {ARTICLE_SONGS:,}."
    yield (
        f"In brackets stand {100 * SHARE:g} % intervals: {ROUNDS:,} samples with repetition, "
        f"drawn from seed {SEED}."
    )


def _shapes(shapes: Iterable[Distribution]) -> Iterator[str]:
    yield "How valence and energy are distributed"
    for one in shapes:
        quantiles = ", ".join(f"{value:.3f} ({100 * share:g} %)" for share, value in one.quantiles)
        yield (
            f"  {one.axis}: mean {one.mean:.3f}, deviation {_or_unknown(one.deviation)}, "
            f"skewness {_or_unknown(one.skewness)}"
        )
        yield f"    quantiles {quantiles}"
        if test := one.normality:
            yield f"    {test.test} = {test.statistic:.1f}, largest gap {test.gap:.3f}"
        yield f"    {sentences.distribution(one)}"


def _line(found: Regression) -> Iterator[str]:
    yield "Energy on valence"
    yield from (f"  {sentence}" for sentence in sentences.regression(found))
    if found.overall:
        yield f"  slope {_interval(found.overall.slope)}; the article's {ARTICLE_SLOPE}"
        yield f"  intercept {_interval(found.overall.intercept)}"
        yield f"  correlation {_interval(found.overall.r)}; of listeners' moods {AGREES}"
    if found.within:
        yield f"  slope within genres {_interval(found.within)}"
    yield from map(_genre, found.genres)
    if found.overall and found.too_small:
        small = ", ".join(found.too_small)
        yield f"  no line, for fewer than {FEWEST} songs or songs too alike: {small}"


def _genre(line: Line) -> str:
    return (
        f"    {line.name}, {counted(line.songs, 'song')}: slope {_interval(line.slope)}, "
        f"correlation {line.r.value:.3f}"
    )


def _metrics(overlaps: Iterable[Overlap]) -> Iterator[str]:
    yield "What lists by two metrics share, in the mean, with its standard error"
    for one in overlaps:
        pair = f"  {' and '.join(one.metrics)}, lists of {one.length}"
        if one.mean is None:
            yield f"{pair}: {one.why}"
        else:
            error = f" ± {100 * one.error:.1f}" if one.error is not None else ""
            yield f"{pair}: {100 * one.mean:.1f}{error} % ({counted(one.seeds, 'seed')})"


def _releases(found: Spread) -> Iterator[str]:
    yield "How far apart the releases of one recording lie"
    yield from (f"  {sentence}" for sentence in sentences.spread(found))


def _leaning(report: Report) -> Iterator[str]:
    yield "How the set leans"
    yield from (f"  {bias.sentence}" for bias in report.card.biases)


def _measured(found: Published) -> Iterator[str]:
    yield (
        f"How good lists are: NDCG@10 in % on {found.playlists} held-out playlists of "
        f"{found.table}, and the gain over the article's rule"
    )
    for row in found.rows:
        ndcg, gain = (
            f"{100 * one.value:.2f} ± {100 * one.error:.2f}" for one in (row.ndcg, row.gain)
        )
        yield f"  {row.method}: {ndcg}, gain {gain}, {row.verdict}"


def _steps(report: Report) -> Iterator[str]:
    if report.seed is None:
        return
    yield from (sentences.AROUSAL, "")
    track = report.seed.track
    named = words.by_line(track) if track else f"the mood {report.seed.point}"
    yield f"The article's steps for {named}, at {report.seed.point}"
    for place, one in enumerate(report.steps, start=1):
        across, up = one.difference
        yield (
            f"  {place}. {words.by_line(one.song.track)} at {one.song.point}: "
            f"difference ({across:g}, {up:g}), its norm {one.norm:.6f}"
        )


def _interval(found: Interval) -> str:
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"


def _or_unknown(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3f}"
