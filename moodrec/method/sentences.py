"""The numbers of the method in words, without false precision."""

from __future__ import annotations

from collections.abc import Sequence

from moodrec.method.axes import Distribution, Normality
from moodrec.method.card.biases import AGREEMENT
from moodrec.method.intervals import SHARE, Interval
from moodrec.method.overlap import Overlap
from moodrec.method.regression import (
    AGREES,
    AGREES_SONGS,
    ARTICLE_SLOPE,
    ARTICLE_SONGS,
    Regression,
)
from moodrec.method.spread import RELEASES_APART, Spread
from moodrec.texts import counted
from moodrec.wishes import RING_RADIUS

AROUSAL = (
    "Energy stands in for arousal, the second axis of Russell's plane: Spotify measures no "
    "arousal, and its energy, “a perceptual measure of intensity and activity”, comes nearest to "
    "it. It is rough: against the arousal that listeners tell, energy has a rank correlation of "
    f"{AGREEMENT['energy']:g}, and valence one of {AGREEMENT['valence']:g} against theirs (over "
    "2,607 tracks with tags of mood)."
)
"""Why energy is the vertical axis. Measured on 2,607 tracks with listeners' mood tags."""
METRICS = (
    "A z-score measures each axis in units of its own spread, whitening also takes away that the "
    "axes rise together, rank counts the songs in between, and weights let other features count. "
    "The first three change the shape of the ring, so that songs at its edge change places; "
    "weights compare other things, and find other songs."
)
HELPS = (
    (
        "What helps: to order the songs inside the ring by their sound, and to ask which songs "
        "stand together on playlists."
    ),
    (
        "What does not: z-scored, whitened and rank distances find as much as the plain one, and "
        "so do danceability and acousticness at half weight, within the error."
    ),
    (
        "Better and worse are beyond twice the standard error. Playlists are no moods: the table "
        "says what people put together, not what feels the same."
    ),
)
"""What the table says, in plain words; docs/evaluation.md has all of it."""
_MUCH = "With so many songs such a test finds any difference: how far they lie says more than p."
_MANY = 1000  # songs
_SYMMETRIC = 0.1  # skewness that nobody sees
_SURE = 0.05
_NAMED = 8  # genres


def distribution(told: Distribution) -> str:
    """How an axis is distributed."""
    quantiles = dict(told.quantiles)
    if told.deviation is None:
        return f"{told.axis.capitalize()}: {told.why}"
    low, middle, high = (quantiles[share] for share in (0.25, 0.5, 0.75))
    return " ".join(
        filter(
            None,
            (
                (
                    f"{told.axis.capitalize()} of {counted(told.songs, 'song')}: the middle is "
                    f"{middle:.2f}, and half of them lie between {low:.2f} and {high:.2f}."
                ),
                _skewed(told.skewness),
                _normal(told.normality) if told.normality else told.why,
            ),
        )
    )


def _skewed(skewness: float | None) -> str:
    if skewness is None:
        return ""
    if abs(skewness) < _SYMMETRIC:
        return f"It is as good as symmetric (skewness {skewness:.2f})."
    side, tail = ("high", "low") if skewness < 0 else ("low", "high")
    return (
        f"It is skewed (skewness {skewness:.2f}): most songs are on the {side} side, with a tail "
        f"towards the {tail} one."
    )


def _normal(told: Normality) -> str:
    says = "are no sample of a normal distribution" if told.p < _SURE else "may be normal"
    much = f" {_MUCH}" if told.songs >= _MANY else ""
    return (
        f"By the {told.test} test they {says} ({_p(told.p)}, n = {told.songs:,}); their shares lie "
        f"up to {100 * told.gap:.0f} points of a hundred from those of the normal curve with their "
        f"mean and deviation.{much}"
    )


def _p(value: float) -> str:
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"  # noqa: PLR2004  # as one writes it


def regression(told: Regression) -> tuple[str, ...]:
    """The line of energy on valence, beside the article's and within genres."""
    line = told.overall
    if line is None:
        return (told.why,)
    return (
        (
            f"Energy = {line.intercept.value:.2f} {_signed(line.slope.value)} × valence over "  # noqa: RUF001  # times
            f"{counted(line.songs, 'song')}: the slope is {_interval(line.slope)}, r is "
            f"{_interval(line.r)} ({100 * SHARE:.0f} % bootstrap intervals). The article found a "
            f"slope of {ARTICLE_SLOPE:g} on {ARTICLE_SONGS:,} tracks."
        ),
        *_by_genre(told),
        (
            f"In the moods that listeners tag r is {AGREES:.2f}, over {AGREES_SONGS:,} tracks: "
            "bright songs are heard as livelier, so such a slope is no fault that has to "
            "be taken out."
        ),
    )


def _signed(value: float) -> str:
    return f"{'-' if value < 0 else '+'} {abs(value):.2f}"


def _by_genre(told: Regression) -> tuple[str, ...]:
    if told.overall is None or told.within is None:
        return ("There are no genres with enough songs to look into.",)
    return (
        (
            f"Within genres the slope is {_interval(told.within)}. "
            f"{_paradox(told.overall.slope, told.within)}"
        ),
        _other_way(told),
    )


def _other_way(told: Regression) -> str:
    """Which genres lean the other way, and how many of so many would by chance."""
    many, genres = len(told.reversed), len(told.genres)
    chance = round((1 - SHARE) / 2 * genres)
    return (
        f"Of {counted(genres, 'genre')} with enough songs, {many or 'none'} "
        f"{'lean' if many > 1 else 'leans'} the other way, as far as an interval can tell"
        f"{_named(told.reversed)}."
        + (f" If none had a slope, some {chance} would by chance." if many and chance else "")
    )


def _paradox(overall: Interval, within: Interval) -> str:
    """What genres have to do with the slope.

    E. H. Simpson, "The interpretation of interaction in contingency tables", 1951.
    """
    if not (_sure(overall) and _sure(within)):
        return "Whether genres change the slope cannot be told: one of the two may be none."
    if overall.value * within.value < 0:
        return (
            "It has the other sign than over all songs: that is Simpson's paradox. The line over "
            "all songs says which genres are bright and lively, not which songs are."
        )
    if within.low <= overall.value <= within.high:
        return "That cannot be told from the slope over all songs: no Simpson's paradox."
    share = "steeper" if abs(within.value) > abs(overall.value) else "flatter"
    return (
        f"That is {share} than over all songs, so genres have a part in it, but the sign is the "
        "same: no Simpson's paradox."
    )


def _sure(told: Interval) -> bool:
    """True when it lies wholly on one side of zero."""
    return told.low * told.high > 0


def _named(genres: Sequence[str]) -> str:
    if not genres:
        return ""
    more = f" and {len(genres) - _NAMED} more" if len(genres) > _NAMED else ""
    return f": {', '.join(genres[:_NAMED])}{more}"


def overlap(told: Overlap) -> str:
    """How much two metrics agree on lists of one length."""
    if told.mean is None or told.error is None:
        return told.why
    error = f"±\N{NO-BREAK SPACE}{100 * told.error:.1f}"
    return (
        f"Lists of {told.length} have {100 * told.mean:.0f} % of their songs in common "
        f"({error}, over {counted(told.seeds, 'song')} drawn from the set)."
    )


def spread(told: Spread) -> tuple[str, ...]:
    """How sure a point is."""
    usual = (
        f"In other sets they are {RELEASES_APART[0]:g} to {RELEASES_APART[1]:g} apart on the "
        "plane. What is nearer than that cannot be told apart: so the ring of the same mood has a "
        f"radius of {RING_RADIUS:g}, and a soft blob shows where the seed may lie."
    )
    if told.valence is None or told.energy is None or told.distance is None:
        return (told.why, usual)
    here = (
        f"In this set {counted(told.recordings, 'recording')} "
        f"{'is' if told.recordings == 1 else 'are'} there in several releases that differ. Two "
        f"releases of one recording are {_interval(told.valence, 3)} apart in valence, "
        f"{_interval(told.energy, 3)} in energy, and {_interval(told.distance, 3)} on the plane "
        "(medians)."
    )
    copies = (
        f"Of {counted(told.copied, 'more recording')} all releases have the very same values, as "
        "copies of one file do: they say nothing, and are left out."
    )
    return (here, *([copies] if told.copied else []), usual)


def _interval(told: Interval, digits: int = 2) -> str:
    return f"{told.value:.{digits}f} ({told.low:.{digits}f} to {told.high:.{digits}f})"
