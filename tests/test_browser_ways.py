"""From page to page as a person goes: a link that restores, a list saved, songs handed on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import Visitor, running_app
from tests.loopback import CLIENT_ID, Loopback
from tests.test_browser_journey import open_journey, press, see, see_songs, songs

SIZES = {
    "desktop": ViewportSize(width=1280, height=900),
    "phone": ViewportSize(width=375, height=812),
}


@pytest.fixture(scope="module")
def services() -> Iterator[Loopback]:
    with Loopback().serving() as server:
        yield server


@pytest.fixture(scope="module")
def app(services: Loopback, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = str(tmp_path_factory.mktemp("data"))
    keys = {"MOODREC_SPOTIFY_CLIENT_ID": CLIENT_ID, "MOODREC_DATA_DIR": folder}
    with running_app({**services.addresses, **keys}) as address:
        yield address


@pytest.fixture(params=SIZES)
def visitor(request: pytest.FixtureRequest, browser: Browser, app: str) -> Iterator[Visitor]:
    with browser.new_context(viewport=SIZES[request.param]) as context:
        visitor = Visitor(context.new_page(), app)
        yield visitor
        assert visitor.errors == []


def an_edited_journey(visitor: Visitor) -> list[str]:
    """A journey whose first song is locked and whose second is gone."""
    open_journey(visitor)
    listed = songs(visitor)
    press(visitor, "Lock")
    visitor.page.get_by_text("O Come All Ye Faithful").click()
    visitor.settle()
    press(visitor, "Remove")
    left = [listed[0], *listed[2:]]
    see_songs(visitor, left)
    return left


def take_away(page: Page) -> None:
    # The list opens beside its button, which moves until the plane above it is drawn.
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.get_by_role("button", name="Take it away").click()
    page.get_by_text("A link that restores this page").wait_for()


def link(page: Page) -> str:
    return page.get_by_test_id("stCode").last.inner_text().strip()


def test_the_link_of_an_edited_journey_restores_it_in_another_browser(
    visitor: Visitor, browser: Browser
) -> None:
    left = an_edited_journey(visitor)
    take_away(visitor.page)
    address = link(visitor.page)
    assert "/journey?state=" in address
    with browser.new_context() as context:
        other = Visitor(context.new_page(), visitor.app)
        other.page.goto(address)
        see_songs(other, left)
        assert "state=" not in other.page.url
        expect(other.page.get_by_role("button", name="Unlock")).to_be_visible()
        other.page.goto(address[:-3])
        expect(other.page.get_by_text("This link")).to_be_visible()
        see(other, "start", "end")


def test_an_edited_journey_is_there_after_the_log_in_and_is_saved(
    visitor: Visitor, services: Loopback
) -> None:
    left, page = an_edited_journey(visitor), visitor.page
    take_away(page)
    page.get_by_role("button", name="Log in to Spotify").last.click()
    page.get_by_role("link", name="Continue to Spotify").click()
    page.wait_for_url("**/journey**")
    see_songs(visitor, left)
    expect(page.get_by_role("button", name="Unlock")).to_be_visible()
    page.get_by_role("button", name="Save as a new playlist").first.click()
    expect(page.get_by_text(f"{len(left)} songs saved as")).to_be_visible()
    assert services.members.current.playlists[-1].ids == left


def test_songs_go_from_explore_to_playlist_and_on_to_a_journey(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.app}/explore?select=spot:0.7:0.6")
    page.get_by_text("34 songs share this mood").wait_for()
    take_away(page)
    page.get_by_role("button", name="To Playlist").click()
    expect(page.get_by_text("34 of 34 placed: 34 in the reference set.")).to_be_visible()
    take_away(page)
    page.get_by_role("button", name="To Journey").click()
    expect(page.get_by_text("Only from the 34 songs that you brought.")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("window.innerWidth")


def test_the_link_of_a_brought_list_brings_it_back(
    visitor: Visitor, browser: Browser, tmp_path: Path
) -> None:
    page = visitor.page
    page.goto(f"{visitor.app}/playlist")
    page.get_by_role("button", name="Try it with a list from this set").click()
    expect(page.get_by_text("30 of 30 placed")).to_be_visible()
    take_away(page)
    with browser.new_context() as context:
        other = context.new_page()
        other.goto(link(page))
        expect(other.get_by_text("30 of 30 placed")).to_be_visible()


def test_buttons_stay_with_the_song_that_was_moved(visitor: Visitor) -> None:
    open_journey(visitor)
    listed = songs(visitor)
    visitor.page.get_by_text("O Come All Ye Faithful").click()
    visitor.settle()
    press(visitor, "Down")
    see_songs(visitor, [listed[0], listed[2], listed[1], *listed[3:]])
    press(visitor, "Down")
    see_songs(visitor, [listed[0], *listed[2:4], listed[1], *listed[4:]])
    press(visitor, "Remove")
    see_songs(visitor, [listed[0], *listed[2:]])
    press(visitor, "Remove")
    left = [listed[0], *listed[2:4], *listed[5:]]
    see_songs(visitor, left)
    assert songs(visitor) == left
