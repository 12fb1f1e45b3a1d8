"""Places names beside points so that no name covers another name or a point."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

HEIGHT = 15.0
"""Height of a line of text, in pixels."""
_CHARACTER = 5.7  # pixels: the usual width of one at 11 pixels
_MARK = 10.0  # pixels from the middle of a point to where its name may begin


class Box(NamedTuple):
    """A rectangle in pixels, x to the right and y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box) -> bool:
        """True when the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def distance_to(self, x: float, y: float) -> float:
        """From the nearest edge to a point; 0 inside."""
        across = max(self.left - x, 0.0, x - self.right)
        up = max(self.bottom - y, 0.0, y - self.top)
        return math.hypot(across, up)

    def inside(self, other: Box) -> bool:
        """True when no part reaches out of `other`."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.bottom <= self.bottom
            and self.top <= other.top
        )


def place(
    points: Sequence[tuple[float, float]], names: Sequence[str], frame: Box
) -> list[Box | None]:
    """A box for each name beside its point, inside the frame; None where there is no room.

    `points` are in pixels. Names are placed in their order, each at the first free place:
    right, left, above, below, then farther away, but never nearer to another point than
    to its own.
    """
    taken = [Box(x - _MARK, y - _MARK, x + _MARK, y + _MARK) for x, y in points]
    boxes: list[Box | None] = []
    for (x, y), name in zip(points, names, strict=True):
        free = (
            box
            for box in _candidates(x, y, _CHARACTER * len(name))
            if box.inside(frame)
            and not any(map(box.overlaps, taken))
            and box.distance_to(x, y) <= min(box.distance_to(*point) for point in points)
        )
        box = next(free, None)
        boxes.append(box)
        if box is not None:
            taken.append(box)
    return boxes


def _candidates(x: float, y: float, width: float) -> Iterator[Box]:
    for reach in (_MARK, 2 * _MARK, 3 * _MARK):
        for lift in (0.0, HEIGHT, -HEIGHT, 2 * HEIGHT, -2 * HEIGHT):
            bottom = y + lift - HEIGHT / 2
            yield Box(x + reach, bottom, x + reach + width, bottom + HEIGHT)
            yield Box(x - reach - width, bottom, x - reach, bottom + HEIGHT)
        for bottom in (y + reach, y - reach - HEIGHT):
            for left in (x - width / 2, x + _MARK - width, x - _MARK):
                yield Box(left, bottom, left + width, bottom + HEIGHT)
