"""Makes the next item in another thread while the present one is in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")


def ahead(items: Iterable[_Item]) -> Iterator[_Item]:
    """Gives the same items, one of them ahead; what making one raises is raised in its place."""
    making = iter(items)
    with ThreadPoolExecutor(max_workers=1) as maker:
        coming = maker.submit(next, making, None)
        while (item := coming.result()) is not None:
            coming = maker.submit(next, making, None)
            yield item
