"""What lies near, in SQL: keys in whole numbers, and the box that holds all up to some key."""

from __future__ import annotations

import math

from moodrec.engines.clauses import Clause, Values
from moodrec.engines.contract import Question
from moodrec.engines.ready import WHOLE
from moodrec.metrics import MILLIONTHS
from moodrec.metrics.measure import Measure

LARGEST = (1 << 63) - 1
"""The largest key that a database can hold: it takes in everything."""
_SPARE = 12  # how many times the tracks wanted the first box should hold: one box mostly does
_WIDER = 16  # how much further the next keys reach
_EMPTY = 256  # the same after a box without any track
_WHOLE_SET = 400_000  # half a box, in millionths: from there all tracks are looked at


def near(question: Question, reach: int) -> Clause:
    """The tracks whose key is at most `reach`: first a box that an index finds, then the key."""
    if reach < 0:
        return Clause(("FALSE",), {})
    if reach >= LARGEST:
        return Clause((), {})
    edges = box(question, reach)
    conditions = [f"{column} BETWEEN :low{n} AND :high{n}" for n, column in enumerate(edges)]
    values: Values = {"reach": reach}
    for n, (low, high) in enumerate(edges.values()):
        values |= {f"low{n}": low, f"high{n}": high}
    return Clause((*conditions, f"{key(question.measure)} <= :reach"), values) & places(question)


def box(question: Question, reach: int) -> dict[str, tuple[int, int]]:
    """The least and the greatest value of each column where a key may be at most `reach`.

    Both are included; without a column where any value may be.
    """
    if not 0 <= reach < LARGEST:
        return {}
    edges = {}
    halves = half_widths(question.measure, reach)
    for axis, at, half in zip(question.measure.axes, question.at, halves, strict=True):
        width = min(half, 4 * MILLIONTHS)  # no difference is larger
        edges[WHOLE[axis]] = (at - width, at + width)
    return edges


def half_widths(measure: Measure, reach: int) -> tuple[int, ...]:
    """Half of the smallest box around all differences with a key of at most `reach`.

    In whole millionths, one for each axis.
    """
    if not measure.product:
        return tuple(math.isqrt(reach // square) for square in measure.squares)
    across, up = measure.squares
    area = across * up - measure.product**2
    return math.isqrt(reach * up // area), math.isqrt(reach * across // area)


def places(question: Question) -> Clause:
    """The values of the question's place, which key() names."""
    return Clause((), {f"at{n}": at for n, at in enumerate(question.at)})


def key(measure: Measure) -> str:
    """The measure's key in SQL: whole numbers of 64 bits."""
    apart = [f"(CAST({WHOLE[axis]} AS BIGINT) - :at{n})" for n, axis in enumerate(measure.axes)]
    terms = [
        f"{square:d} * {one} * {one}" for square, one in zip(measure.squares, apart, strict=True)
    ]
    if measure.product:
        terms.append(f"({2 * measure.product:d}) * {apart[0]} * {apart[1]}")
    return " + ".join(terms)


def guess(measure: Measure, n: int, rows: int) -> int:
    """The key up to which some times `n` of tracks would lie if all lay evenly."""
    axes = len(measure.axes)
    form = math.prod(measure.squares) - measure.product**2
    ball = math.pi ** (axes / 2) / math.gamma(axes / 2 + 1)
    share = _SPARE * n / rows * math.sqrt(form) / ball
    return _bounded(measure, int(share ** (2 / axes) * MILLIONTHS**2) + 1)


def wider(measure: Measure, reach: int, found: int) -> int:
    """A key that reaches further, where one found so many tracks only."""
    return _bounded(measure, reach * (_WIDER if found else _EMPTY))


def _bounded(measure: Measure, reach: int) -> int:
    """The same; what takes in most of an axis anyway reaches everywhere."""
    wide = reach >= LARGEST or max(half_widths(measure, reach)) > _WHOLE_SET
    return LARGEST if wide else reach
