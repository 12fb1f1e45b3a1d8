"""A background is made once: figures of many visitors are drawn on it at the same time."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from moodrec import figures
from moodrec.figures import Figure
from moodrec.overview import overview
from moodrec.reference import ReferenceSet


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.fixture(scope="module")
def backdrop(packaged: ReferenceSet) -> Figure:
    return figures.background(overview(packaged), figures.LIGHT)


def plane(backdrop: Figure) -> Figure:
    return figures.mood_plane(backdrop, None, figures.LIGHT)


def test_visitors_who_act_at_once_get_the_same_figure(restless: None, backdrop: Figure) -> None:
    with ThreadPoolExecutor(4) as visitors:
        drawn = list(visitors.map(lambda _: plane(backdrop).plotly(), range(40)))
    assert all(one.to_dict() == backdrop.plotly().to_dict() for one in drawn)


def test_what_is_drawn_on_a_copy_is_not_on_the_background(backdrop: Figure) -> None:
    before = backdrop.plotly().to_dict()
    copy = plane(backdrop).plotly()
    copy.data[0].update(name="drawn over")
    copy.layout.update(title="drawn over")
    copy.layout.xaxis.title.update(text="drawn over")
    copy.add_scatter(x=[0], y=[0])
    assert backdrop.plotly().to_dict() == before
