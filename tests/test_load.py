"""The load: visitors who speak Streamlit's protocol are answered, and what breaks is counted."""

import asyncio
import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from moodrec.reference import ReferenceSet
from tests.browser import App, running
from tests.load.__main__ import OPEN_ABOUT_ERRORS, carry_out, options_of
from tests.load.crowd import Crowd, crowd, first
from tests.load.measure import Measures, cpu_seconds, megabytes, quantile
from tests.load.protocol import Answer, opened
from tests.load.visitor import Visitor

BROKEN = """
import streamlit as st

def broken():
    raise ValueError("a page that breaks")

names = ["find", "explore", "journey", "playlist", "method"]
st.navigation([st.Page(broken, title=name, url_path=name) for name in names]).run()
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = str(tmp_path_factory.mktemp("data"))
    with running({"MOODREC_OFFLINE": "1", "MOODREC_DATA_DIR": folder}) as app:
        assert asyncio.run(first(app)).problems() == []  # on any of the pages
        yield app


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[App]:
    script = tmp_path / "broken.py"
    script.write_text(BROKEN)
    with running(OPEN_ABOUT_ERRORS, script) as app:
        yield app


@pytest.fixture(scope="module")
def ids(packaged: ReferenceSet) -> list[str]:
    found: list[str] = packaged.texts("id")[:50].to_pylist()
    return found


def test_three_visitors_are_answered_without_an_error(app: App, ids: list[str]) -> None:
    found = asyncio.run(crowd(app, ids, visitors=3, seconds=5, pause=0.2))
    assert found.measures.problems() == []
    assert found.measures.count > len(found.measures.acted) > 3
    assert all(one.seconds > 0 and one.received > 0 for one in found.measures.acted)
    assert found.cpu > 0
    assert 0 <= found.stolen < 1
    assert found.memory_at(9) > 50


def test_what_a_visitor_does_reaches_the_page(app: App, ids: list[str]) -> None:
    async def look() -> None:
        async with opened(app.address) as tab:
            await tab.open()
            visitor = Visitor(tab, ids[:1], chance=_Chance())
            await visitor.paste()
            assert tab.query == f"track={ids[0]}"
            await visitor.click()
            assert tab.query == "at=0.25%2C0.25"
            assert (await visitor.knob())[0] == "open knobs"
            assert (await visitor.knob())[0] == "knob"
            assert tab.query == "at=0.25%2C0.25&familiar=0.25"
            assert (await visitor.turn())[0] == "page explore"
            assert tab.page == "explore"
            assert (await visitor.act())[0] == "page find"
            assert not tab.page

    asyncio.run(look())


def test_what_was_sent_before_is_not_sent_again(app: App) -> None:
    async def turn() -> list[int]:
        async with opened(app.address) as tab:
            await tab.open()
            pages = ("explore", "", "explore")  # whose figure is large enough to be remembered
            return [(await tab.turn_to(page)).received for page in pages]

    first, _, again = asyncio.run(turn())
    assert again < first / 3


def test_an_exception_in_a_page_is_an_error(
    broken: App, ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    options = options_of(["--visitors", "2", "--seconds", "2", "--pause", "0.2"])
    assert asyncio.run(carry_out(broken, ids, options)) == 1
    said = capsys.readouterr().out
    assert "1 x open: ValueError: a page that breaks" in said
    assert 'raise ValueError("a page that breaks")' in said  # where, from the server's log
    assert "the page does not show 'typed'" in said


def test_an_app_that_is_gone_is_an_error(ids: list[str]) -> None:
    found = asyncio.run(
        crowd(App("http://127.0.0.1:9", 0, Path()), ids, visitors=2, seconds=1, pause=0)
    )
    assert found.measures.errors == 2
    assert "cannot be reached" in found.measures.problems()[0]


def test_the_table_has_a_line_for_each_action_and_one_for_all() -> None:
    measures = Measures()
    for number in range(1, 102):
        measures.note("paste", Answer(number / 100, 2000))
    measures.note("open", Answer(9.0, 5000, ("broken",)))
    _, opening, paste, every = measures.table().splitlines()
    assert opening.split() == ["open", "1", "9.000", "9.000", "9.000", "5.0", "1"]
    assert paste.split()[1:] == ["101", "0.510", "0.960", "1.010", "2.0", "0"]
    assert every.split()[3:] == paste.split()[1:]
    assert measures.problems() == ["     1 x open: broken"]
    assert (measures.count, measures.errors) == (102, 1)
    assert measures.seconds(95) == quantile([one.seconds for one in measures.acted], 95)


def test_memory_is_the_median_of_a_tenth_of_the_run() -> None:
    found = Crowd(1, memory=[float(number) for number in range(30)])
    assert [found.memory_at(tenth) for tenth in (0, 4, 9)] == [1, 13, 28]
    assert Crowd(1, memory=[7.0]).memory_at(4) == 7


def test_of_a_process_that_is_gone_nothing_is_known() -> None:
    assert math.isnan(megabytes(2**30))
    assert math.isnan(cpu_seconds(2**30))
    assert math.isnan(quantile([], 95))


@pytest.mark.parametrize("wrong", [["--visitors", "0"], ["--seconds", "4000"], ["--pause", "-1"]])
def test_a_run_is_bounded(wrong: list[str]) -> None:
    with pytest.raises(SystemExit):
        options_of(wrong)


class _Chance(random.Random):
    """A visitor's chance that always chooses the same."""

    def choice(self, seq: Any) -> Any:
        return seq[0]

    def random(self) -> float:
        return 0.25

    def randint(self, a: int, b: int) -> int:
        return a + (b - a) // 4
