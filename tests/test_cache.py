"""What sessions share: kept from the garbage collector while it is in use, freed afterwards."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from moodrec import settings
from moodrec.reference import ReferenceSet
from moodrec.ui import cache

DAY = "2026-11-28"


@pytest.fixture
def afresh() -> Iterator[None]:
    """Caches that hold nothing, before and after."""
    for _ in cache._opened, cache._freeze_set:
        _.clear()
    yield
    for _ in cache._opened, cache._freeze_set:
        _.clear()
    gc.unfreeze()


class Loaded:
    """Something that lasts."""

    def __init__(self) -> None:
        self.itself = self


def opened(token: str) -> weakref.ref[ReferenceSet]:
    """Opens a set as a visitor does when another one is in use."""
    service = cache._opened(settings.load(), token, DAY).whole
    assert service
    cache._freeze_set(token, DAY)
    return weakref.ref(service.reference)


def test_a_set_in_use_is_out_of_the_collectors_sight(afresh: None) -> None:
    gc.unfreeze()
    reference = opened("first")()
    assert gc.get_freeze_count() > 1_000
    assert not any(one is reference for one in gc.get_objects())


def test_what_a_page_has_loaded_is_out_of_sight_once_it_was_drawn(afresh: None) -> None:
    gc.unfreeze()
    cache.freeze.clear()
    kept = Loaded()
    cache.freeze("method")
    assert not any(one is kept for one in gc.get_objects())
    late = Loaded()
    cache.freeze("method")  # its next run
    assert any(one is late for one in gc.get_objects())


def test_a_set_that_is_forgotten_is_freed_at_once(afresh: None) -> None:
    gc.disable()  # it would be freed sooner or later in any case
    try:
        first, second, third = map(opened, ("first", "second", "third"))
    finally:
        gc.enable()
    assert first() is None  # the cache keeps two
    assert second() is not None
    assert third() is not None
