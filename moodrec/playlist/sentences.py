"""Says what a list is like, in words and only what is sure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from moodrec.mood import ENERGY_WORDS, VALENCE_WORDS, describe, fifth
from moodrec.playlist.odd import Odd, OddOnes
from moodrec.playlist.portrait import Portrait, Span, Standing
from moodrec.playlist.regions import Region, leaning
from moodrec.playlist.versus import Difference, Versus
from moodrec.playlist.yardstick import Apart
from moodrec.reasons import FEATURE_WORDS
from moodrec.texts import counted

_NAMED = 3  # regions or features that a sentence tells
_MORE_AND_LESS = {
    "valence": ("brighter", "more sombre"),
    "energy": ("livelier", "calmer"),
    "popularity": ("better known", "less known"),
    **{name: (more, less) for name, (_, more, less) in FEATURE_WORDS.items()},
}
_FARTHER = 1.25  # times the farthest two genres
_NEARER = 0.5  # times the nearest two


def more_or_less(name: str, sign: float) -> str:
    """What a song is that has more (sign above 0) or less of a feature, such as "livelier"."""
    return _MORE_AND_LESS[name][0 if sign > 0 else 1]


def about(told: Portrait) -> tuple[str, ...]:
    """The portrait in sentences, the centre first."""
    return tuple(
        filter(
            None,
            (
                _centre(told),
                _spread(told),
                _small(told),
                _regions(told, 1),
                _regions(told, -1),
                _alike(told),
                _sound(told.sound),
            ),
        )
    )


def why_odd(odd: Odd) -> str:
    """Why it is odd, such as "far calmer than the rest: calmer than 96 % of the list"."""
    word = more_or_less(odd.feature, odd.sign)
    percent = int(100 * odd.beyond)
    who = "every other song" if odd.beyond == 1 else f"{percent} % of the list"
    return f"far {word} than the rest: {word} than {who}"


def oddities(found: OddOnes) -> str:
    """How many odd ones there are."""
    if not found.songs:
        return "No song stands apart from the rest."
    shown = len(found.named)
    most = f"; the {shown} oddest are named" if shown < found.songs else ""
    return f"{counted(found.songs, 'song stands', 'songs stand')} apart from the rest{most}."


def compared(told: Versus, titles: tuple[str, str], pairs: Sequence[Apart]) -> tuple[str, ...]:
    """Two lists beside each other, in sentences."""
    return tuple(
        filter(
            None,
            (
                _apart(told, pairs),
                f"Their moods overlap by {100 * told.overlap:.0f} %.",
                _differ(told.differences, titles),
                _in_common(told),
            ),
        )
    )


def _centre(told: Portrait) -> str:
    played = "" if told.plays is None else f", weighted by {told.plays:,.0f} plays"
    return (
        f"The middle of these {counted(told.songs, 'song')}{played} is {describe(told.median)}: "
        f"livelier than {_percent(told.livelier_than)} and brighter than "
        f"{_percent(told.brighter_than)} of the set."
    )


def _spread(told: Portrait) -> str:
    if told.songs == 1:
        return ""
    across = _from_to(VALENCE_WORDS, told.half_valence)
    up = _from_to(ENERGY_WORDS, told.half_energy)
    return f"The middle half of it is {across}, and {up}."


def _from_to(words: tuple[str, ...], span: Span) -> str:
    low, high = (fifth(words, end) for end in span)
    return low if low == high else f"{low} to {high}"


def _small(told: Portrait) -> str:
    if not told.small:
        return ""
    return (
        f"With {counted(told.songs, 'song')} it is too short to say what it has more or less of "
        "than the set."
    )


def _regions(told: Portrait, way: int) -> str:
    found = leaning(told.regions, way)
    if not found:
        return ""
    named = "; ".join(map(_share, found[:_NAMED]))
    return f"{'More' if way > 0 else 'Less'} of it than of the set is {named}."


def _share(region: Region) -> str:
    return f"{region.name} ({_percent(region.share)}, the set {_percent(region.expected)})"


def _alike(told: Portrait) -> str:
    if told.small or any(region.leaning for region in told.regions):
        return ""
    return "Its moods are spread as those of the set, as far as so many songs can tell."


def _sound(found: Sequence[Standing]) -> str:
    sure = sorted(
        (one for one in found if one.leaning and one.name in _MORE_AND_LESS),
        key=lambda one: -abs(one.percentile - 0.5),
    )[:_NAMED]
    if not sure:
        return ""
    named = ", ".join(
        f"{more_or_less(one.name, one.leaning)} than "
        f"{_percent(one.percentile if one.leaning > 0 else 1 - one.percentile)}"
        for one in sure
    )
    return f"Beside the mood, its typical song is {named} of the set."


def _apart(told: Versus, pairs: Sequence[Apart]) -> str:
    if not told.apart:
        return (
            "On the plane they cannot be told apart: two random halves of both together would "
            "lie as far from each other."
        )
    if not pairs:
        times = told.distance / told.chance if told.chance else np.inf
        return f"They lie {times:,.0f} times as far apart as two random halves of both together."
    near, far = pairs[0], pairs[-1]
    if told.excess > _FARTHER * far.distance:
        return (
            f"They lie farther apart than {_pair(far)}, the two large genres farthest apart here."
        )
    if told.excess < _NEARER * near.distance:
        return (
            f"They lie nearer to each other than {_pair(near)}, the two nearest large genres here."
        )
    like = min(pairs, key=lambda pair: abs(pair.distance - told.excess))
    return f"They lie about as far apart as {_pair(like)} of this set."


def _pair(pair: Apart) -> str:
    return f"{pair.first} and {pair.second}"


def _differ(differences: Sequence[Difference], titles: tuple[str, str]) -> str:
    """How the first list differs from the second, in what is sure."""
    found = [one for one in differences if one.sure and one.name in _MORE_AND_LESS]
    if not found:
        return "No difference of their means is more than chance."
    found.sort(key=lambda one: -abs(one.first - one.second) / max(one.error, 1e-9))
    named = ", ".join(more_or_less(one.name, one.first - one.second) for one in found)
    return f"On average “{titles[0]}” is {named} than “{titles[1]}”."


def _in_common(told: Versus) -> str:
    first, second = len(told.shared.first), len(told.shared.second)
    if not first:
        return "They share no song."
    return (
        f"They share {counted(first, 'song')}: {_percent(first / told.songs[0])} of the first "
        f"list and {_percent(second / told.songs[1])} of the second."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
