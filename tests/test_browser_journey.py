"""The page of journeys as a person meets it: a click on the plane, a lock, a swap, a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser import Visitor, running_app

CHART = ".st-key-square-journey-plane .js-plotly-plot"
MOST_SENT = 400_000  # bytes
DESKTOP = {"viewport": ViewportSize(width=1280, height=1000)}
PHONE_WIDTH = 375
PHONE = {"viewport": ViewportSize(width=PHONE_WIDTH, height=812), "has_touch": True}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = str(tmp_path_factory.mktemp("data"))
    with running_app({"MOODREC_DATA_DIR": folder, "MOODREC_OFFLINE": "true"}) as address:
        yield address


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def visitor(browser: Browser, app: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A visitor at a desktop, then with a phone; leaves no error behind."""
    look: dict[str, Any] = request.param
    with browser.new_context(**look) as context:
        visitor = Visitor(context.new_page(), app)
        yield visitor
        assert visitor.errors == []


def open_journey(visitor: Visitor, query: str = "") -> None:
    visitor.page.goto(f"{visitor.app}/journey{query}")
    see(visitor, "start", "end")


def see(visitor: Visitor, *stops: str) -> None:
    """Waits until the journey is drawn with these stops."""
    visitor.page.wait_for_function(
        """([chart, stops]) => {
            const drawn = document.querySelector(chart)?.data?.find(one => one.name === 'stops');
            return drawn && drawn.text.join() === stops.map(one => `<b>${one}</b>`).join();
        }""",
        arg=[CHART, stops],
    )
    rest(visitor)


def rest(visitor: Visitor) -> None:
    """Waits until the page is done and the plane, in the middle of the window, stands still."""
    visitor.settle()
    visitor.stand_still(CHART)


def songs(visitor: Visitor) -> list[str]:
    """The ids of the songs that are drawn, in their order."""
    found: list[str] = visitor.page.evaluate(
        "chart => document.querySelector(chart).data.find(one => one.name === 'picks').ids", CHART
    )
    return found


def see_songs(visitor: Visitor, ids: list[str]) -> None:
    visitor.page.wait_for_function(
        """([chart, ids]) => document.querySelector(chart)?.data
            ?.find(one => one.name === 'picks')?.ids.join() === ids.join()""",
        arg=[CHART, ids],
    )
    rest(visitor)


def press(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_role("button", name=name, exact=True).click()
    visitor.settle()


def test_a_click_on_an_empty_spot_sets_a_waypoint_and_then_the_end(visitor: Visitor) -> None:
    open_journey(visitor)
    before = visitor.received
    visitor.click_at(CHART, 0.952, 0.048)
    see(visitor, "start", "waypoint 1", "end")
    assert "via=0.95%2C0.05" in visitor.page.url
    assert visitor.received - before < MOST_SENT
    expect(visitor.page.get_by_text("Thin stretch").first).to_be_visible()
    visitor.page.get_by_role("radio", name="End", exact=True).click()
    visitor.settle()
    visitor.click_at(CHART, 0.875, 0.075)
    visitor.page.wait_for_url("**to=0.875%2C0.075**")
    visitor.page.get_by_role("button", name="Waypoint 1").click()
    see(visitor, "start", "end")


def test_a_song_is_locked_another_swapped_and_both_taken_back(visitor: Visitor) -> None:
    open_journey(visitor)
    first = songs(visitor)
    visitor.page.locator(".st-key-journey-Lock button").click()
    expect(visitor.page.get_by_role("button", name="Unlock")).to_be_visible()
    visitor.page.locator(".st-key-pick").get_by_text("2.", exact=False).first.click()
    visitor.settle()
    visitor.page.get_by_role("button", name="Swap").click()
    visitor.page.locator(".st-key-swap-0 button").click()
    visitor.page.wait_for_function(
        """([chart, old]) => document.querySelector(chart)?.data
            ?.find(one => one.name === 'picks').ids[1] !== old""",
        arg=[CHART, first[1]],
    )
    visitor.settle()
    assert [songs(visitor)[0], *songs(visitor)[2:]] == [first[0], *first[2:]]
    visitor.page.get_by_role("button", name="Undo").click()
    see_songs(visitor, first)
    visitor.page.get_by_role("button", name="Undo").click()
    visitor.settle()
    expect(visitor.page.get_by_role("button", name="Undo")).to_be_disabled()


@pytest.mark.parametrize("visitor", [PHONE], indirect=True, ids=["phone"])
def test_a_phone_shows_all_of_it_without_scrolling_sideways(visitor: Visitor) -> None:
    open_journey(visitor, "?songs=20&shape=wave")
    first = songs(visitor)
    assert len(first) == 20
    wide = visitor.page.evaluate("document.querySelector('.stMain').scrollWidth")
    assert wide <= PHONE_WIDTH
    box = visitor.page.locator(CHART).bounding_box()
    assert box
    assert abs(box["width"] - box["height"]) < 2
    visitor.page.locator(".st-key-journey-Down button").click()
    see_songs(visitor, [first[1], first[0], *first[2:]])


def test_the_rules_show_what_the_address_says(visitor: Visitor) -> None:
    open_journey(visitor, "?all_releases=true&songs=9")
    visitor.page.get_by_role("button", name="Rules").click()
    expect(visitor.page.get_by_role("switch", name="One song per artist")).to_be_checked()
    expect(visitor.page.get_by_role("switch", name="No second releases")).not_to_be_checked()


def test_undo_takes_a_waypoint_back_and_plan_anew_brings_other_songs(visitor: Visitor) -> None:
    open_journey(visitor, "?shape=arc")
    first = songs(visitor)
    press(visitor, "Plan anew")
    visitor.page.wait_for_function(
        """([chart, old]) => document.querySelector(chart)?.data
            ?.find(one => one.name === 'picks').ids[0] !== old""",
        arg=[CHART, first[0]],
    )
    assert {*songs(visitor)}.isdisjoint(first)
    press(visitor, "Undo")
    see_songs(visitor, first)
    visitor.click_at(CHART, 0.952, 0.048)
    see(visitor, "start", "waypoint 1", "end")
    press(visitor, "Undo")
    see(visitor, "start", "end")
    see_songs(visitor, first)
    assert "via" not in visitor.page.url


def test_a_reload_restores_the_route(visitor: Visitor) -> None:
    open_journey(visitor, "?from=0.2,0.2&to=0.9,0.9&shape=arc&songs=9")
    before = songs(visitor)
    visitor.page.reload()
    see(visitor, "start", "end")
    assert songs(visitor) == before
    assert visitor.foreign == []
