"""The cheapest choice under rules, as an integer program that may take so long and no longer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_CLOSE = 1e-6  # to a whole number, in HiGHS
_OVER = 1  # the status of a search whose time was over
_LEAST = 0.01  # seconds that a solver gets
_UNITS = 1e6  # of costs, that keep them near to what a solver's tolerances are made for


@dataclass(frozen=True, eq=False)
class Choice:
    """The option chosen for each place, shape (places,), and what an option more may cost.

    An option of place p that was not offered could make the whole cheaper only when it costs
    less than `worth[p]`. Where the time was over before that was `proven`, a choice of those
    that were offered may be cheaper, too.
    """

    options: NDArray[np.int64]
    worth: NDArray[np.float64]
    proven: bool = True


def cheapest(
    costs: NDArray[np.int64],
    place_of: NDArray[np.int64],
    groups: Sequence[Sequence[int]],
    seconds: float,
) -> Choice | None:
    """One option for each place, at most one of each group, so that the costs add up to the least.

    `costs` and `place_of` have shape (options,), the places are numbered from 0 without gaps,
    and a group lists options. None when there is no such choice. The linear program comes
    first: where its answer is whole it is the best one; its shadow prices tell what options
    more are worth (reduced costs: G. B. Dantzig, "Linear programming and extensions", 1963).
    Raises TimeoutError when so many seconds bring no choice at all.
    """
    end = time.monotonic() + seconds
    prices, places = costs / _UNITS, int(place_of.max()) + 1
    each = _matrix([np.flatnonzero(place_of == place) for place in range(places)], len(costs))
    apart = _matrix(groups, len(costs))
    relaxed = _relaxed(prices, each, apart, end)
    if relaxed is None:
        return None
    chosen, more, proven = relaxed.x, 0.0, True
    if np.abs(chosen - np.rint(chosen)).max() > _CLOSE:
        whole = _whole(prices, each, apart, end)
        if whole is None:
            return None
        chosen, more, proven = whole.x, whole.fun - relaxed.fun, whole.status != _OVER
    taken = np.flatnonzero(chosen > 1 / 2)
    options = np.empty(places, dtype=np.int64)
    options[place_of[taken]] = taken
    return Choice(options, (relaxed.eqlin.marginals + more) * _UNITS, proven)


def _relaxed(prices: NDArray[np.float64], each: Any, apart: Any, end: float) -> Any:
    """The cheapest choice of parts of options, as linprog tells it; None when there is none.

    Raises TimeoutError.
    """
    # Imported here because scipy takes a while to load, and only journeys need it.
    from scipy.optimize import linprog  # noqa: PLC0415  # for the reason above

    found = linprog(
        *(prices, apart, np.ones(apart.shape[0]), each, np.ones(each.shape[0]), (0, 1)),
        options={"time_limit": _left(end)},
    )
    if found.status == _OVER:
        raise TimeoutError
    return None if found.x is None else found


def _whole(prices: NDArray[np.float64], each: Any, apart: Any, end: float) -> Any:
    """The cheapest choice of whole options, as milp tells it; None when there is none.

    Raises TimeoutError when the time is over before there is any.
    """
    from scipy.optimize import LinearConstraint, milp  # noqa: PLC0415  # as above

    found = milp(
        prices,
        integrality=np.ones(len(prices)),
        bounds=(0, 1),
        constraints=[
            LinearConstraint(each, 1, 1),
            *([LinearConstraint(apart, ub=1)] if apart.shape[0] else []),
        ],
        options={"mip_rel_gap": 0, "time_limit": _left(end)},
    )
    if found.x is None and found.status == _OVER:
        raise TimeoutError
    return None if found.x is None else found


def most(groups: Sequence[Sequence[int]], options: int, seconds: float) -> NDArray[np.int64]:
    """As many of so many options as can be chosen with at most one of each group.

    Fewer, or none, when the seconds are over first.
    """
    from scipy.optimize import LinearConstraint, milp  # noqa: PLC0415  # as above

    if not groups:
        return np.arange(options)
    found = milp(
        -np.ones(options),
        integrality=np.ones(options),
        bounds=(0, 1),
        constraints=LinearConstraint(_matrix(groups, options), ub=1),
        options={"time_limit": _left(time.monotonic() + seconds)},
    )
    return np.flatnonzero((np.zeros(options) if found.x is None else found.x) > 1 / 2)


def _left(end: float) -> float:
    """The seconds until then, some of them in any case: a solver takes no 0."""
    return max(end - time.monotonic(), _LEAST)


def _matrix(groups: Sequence[Sequence[int] | NDArray[np.int64]], options: int) -> Any:
    """A row of ones for each group, shape (groups, options); sparse."""
    from scipy.sparse import csr_array  # noqa: PLC0415  # as above

    lengths = np.array([len(group) for group in groups], dtype=np.int64)
    columns = np.concatenate([*map(np.asarray, groups), np.empty(0, dtype=np.int64)])
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    return csr_array(
        (np.ones(len(columns)), columns.astype(np.int64), starts), shape=(len(groups), options)
    )
