"""A background is made once: figures of many visitors are drawn on it at the same time."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import plotly.graph_objects as go
import pytest

from moodrec import figures
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
def backdrop(packaged: ReferenceSet) -> go.Figure:
    return figures.background(overview(packaged), figures.LIGHT)


def test_visitors_who_act_at_once_get_the_same_figure(restless: None, backdrop: go.Figure) -> None:
    with ThreadPoolExecutor(4) as visitors:
        drawn = list(visitors.map(lambda _: figures.mood_plane(backdrop, None, figures.LIGHT),
                                  range(40)))  # fmt: skip
    assert all(one.to_dict() == backdrop.to_dict() for one in drawn)


def test_what_is_drawn_on_a_copy_is_not_on_the_background(backdrop: go.Figure) -> None:
    before = backdrop.to_dict()
    copy = figures.mood_plane(backdrop, None, figures.LIGHT)
    copy.data[0].update(name="drawn over")
    copy.layout.update(title="drawn over")
    copy.layout.xaxis.title.update(text="drawn over")
    copy.add_scatter(x=[0], y=[0])
    assert backdrop.to_dict() == before
