"""The page Explore as a person meets it: lasso, box, clicks, search and filters."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from moodrec.reference import ReferenceSet
from tests.browser import EXPLORED, Visitor, running_app

LOOKS = {"desktop": {"width": 1280, "height": 1000}, "phone": {"width": 375, "height": 812}}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    here = {"MOODREC_OFFLINE": "1", "MOODREC_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    with running_app(here) as address:
        yield address


@pytest.fixture(params=list(LOOKS))
def visitor(browser: Browser, app: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    with browser.new_context(viewport=LOOKS[request.param]) as context:  # type: ignore[arg-type]
        visitor = Visitor(context.new_page(), app)
        yield visitor
        assert visitor.errors == []


def drag(visitor: Visitor, *corners: tuple[float, float]) -> None:
    """Draws over the plane from corner to corner, given in the units of its axes."""
    points = visitor.page.evaluate(
        """([chart, corners]) => {
            const figure = document.querySelector(chart);
            figure.scrollIntoView({block: 'center'});
            const box = figure.getBoundingClientRect();
            const {xaxis, yaxis} = figure._fullLayout;
            return corners.map(([x, y]) => [
                box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y),
            ]);
        }""",
        [EXPLORED, [list(corner) for corner in corners]],
    )
    mouse = visitor.page.mouse
    mouse.move(*points[0])
    mouse.down()
    for left, top in points[1:]:
        mouse.move(left, top, steps=8)
    mouse.up()


def outlined(visitor: Visitor) -> None:
    """Waits until the selection is drawn."""
    visitor.page.wait_for_function(
        "chart => document.querySelector(chart)?.layout?.shapes?.some(s => s.name === 'selection')",
        arg=EXPLORED,
    )
    visitor.settle()


def told(visitor: Visitor) -> str:
    """How many songs the page says are selected."""
    live = visitor.page.get_by_text(re.compile(r"of 4,481 songs live here\."))
    expect(live).to_be_visible()
    return live.inner_text()


def selected(visitor: Visitor) -> str:
    """The selection that the address holds, without its kind."""
    (value,) = parse_qs(urlsplit(visitor.page.url).query)["select"]
    return value.partition(":")[2]


def on_screen(visitor: Visitor) -> bool:
    """True when nothing is wider than the screen."""
    fits: bool = visitor.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    return fits


def test_a_box_lists_the_songs_inside_and_stays_after_a_reload(visitor: Visitor) -> None:
    visitor.open("explore?tool=box", EXPLORED)
    visitor.received = 0
    drag(visitor, (0.3, 0.5), (0.6, 0.8))
    visitor.page.wait_for_url(re.compile("select=box"))
    outlined(visitor)
    assert 0 < visitor.received < 400_000
    before = told(visitor)
    expect(visitor.page.get_by_test_id("stDataFrame")).to_have_count(1)
    assert on_screen(visitor)
    visitor.page.reload()
    outlined(visitor)
    assert told(visitor) == before


def test_a_lasso_lists_the_songs_inside_and_another_one_takes_its_place(visitor: Visitor) -> None:
    visitor.open("explore?tool=lasso", EXPLORED)
    drag(visitor, (0.3, 0.4), (0.7, 0.45), (0.6, 0.8), (0.35, 0.7), (0.3, 0.42))
    visitor.page.wait_for_url(re.compile("select=lasso"))
    outlined(visitor)
    first, songs = visitor.page.url, told(visitor)
    assert on_screen(visitor)
    drag(visitor, (0.1, 0.6), (0.4, 0.6), (0.3, 0.9), (0.1, 0.62))
    visitor.page.wait_for_url(lambda url: "select=lasso" in url and url != first)
    visitor.settle()
    expect(visitor.page.get_by_text(songs)).to_have_count(0)
    assert told(visitor) != songs
    visitor.page.get_by_role("button", name="Clear").click()
    visitor.page.wait_for_url(lambda url: "select" not in url)
    visitor.settle()
    expect(visitor.page.get_by_test_id("stDataFrame")).to_have_count(0)


def test_a_click_on_an_empty_spot_asks_for_its_mood_and_find_goes_on(visitor: Visitor) -> None:
    visitor.open("explore", EXPLORED)
    visitor.click_at(EXPLORED, 0.9375, 0.0625)
    visitor.page.wait_for_url(re.compile("select=spot"))
    outlined(visitor)
    expect(visitor.page.get_by_text("thin part of the plane")).to_be_visible()
    spot = [float(value) for value in selected(visitor).split(":")]
    assert spot == pytest.approx([0.9375, 0.0625], abs=0.02)
    assert on_screen(visitor)
    visitor.page.get_by_role("button", name="Ask Find for ten picks").click()
    visitor.page.wait_for_url(re.compile(r"\?at=0\.9"))
    expect(visitor.page.get_by_role("heading", name="The mood you chose")).to_be_visible()
    (at,) = parse_qs(urlsplit(visitor.page.url).query)["at"]
    assert [float(value) for value in at.split(",")] == pytest.approx(spot)


def test_a_click_on_a_dot_selects_that_song(visitor: Visitor, packaged: ReferenceSet) -> None:
    visitor.open("explore", EXPLORED)
    x, y = visitor.page.evaluate(
        """chart => {
            const songs = document.querySelector(chart)._fullData.find(s => s.name === 'songs');
            const place = songs.y.indexOf(Math.min(...songs.y));
            return [songs.x[place], songs.y[place]];
        }""",
        EXPLORED,
    )
    visitor.click_at(EXPLORED, x, y)
    visitor.page.wait_for_url(re.compile("select=song"))
    expect(visitor.page.get_by_role("button", name="Find songs like this")).to_be_visible()
    row = packaged.row_of(selected(visitor))
    assert row is not None
    point = packaged.placed(row).point
    assert (point.valence, point.energy) == pytest.approx((x, y), abs=1e-6)


def test_a_suggestion_is_taken_by_a_click(visitor: Visitor) -> None:
    visitor.open("explore", EXPLORED)
    box = visitor.page.get_by_label("Search a title or an artist")
    box.fill("sweatar weather")
    box.press("Enter")
    visitor.page.get_by_role("button", name="Sweater Weather – The Neighbourhood").click()
    visitor.page.wait_for_url(re.compile("select=song"))
    expect(visitor.page.get_by_text("Sweater Weather").first).to_be_visible()


def test_filters_change_the_histograms_in_front(visitor: Visitor) -> None:
    visitor.open("explore", EXPLORED)
    visitor.page.get_by_role("button", name="Filters").click()
    visitor.page.get_by_role("button", name=re.compile("^live")).click()
    visitor.page.wait_for_url(re.compile("no=live"))
    visitor.settle()
    passing = visitor.page.wait_for_function(
        """chart => {
            const sum = bar => Array.from(bar.y._inputArray ?? bar.y).reduce((a, b) => a + b, 0);
            const bars = document.querySelector(chart)._fullData.filter(s => s.type === 'bar');
            return sum(bars[0]) === 4481 && sum(bars[1]) < 4481 && sum(bars[1]);
        }""",
        arg=EXPLORED,
    ).json_value()
    expect(visitor.page.get_by_text(f"{passing:,} songs. Click a dot")).to_be_visible()


def test_nothing_sticks_out_and_the_plane_is_square(visitor: Visitor) -> None:
    visitor.open("explore?colour=genre&select=box:0.5:0.5:0.7:0.7", EXPLORED)
    assert on_screen(visitor)
    width, height = visitor.page.evaluate(
        """chart => {
            const {xaxis, yaxis} = document.querySelector(chart)._fullLayout;
            return [xaxis._length, yaxis._length];
        }""",
        EXPLORED,
    )
    assert width == pytest.approx(height, abs=2)
    assert width > 200
    assert visitor.foreign == []
