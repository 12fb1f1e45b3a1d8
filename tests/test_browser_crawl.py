"""A crawl as a person meets it: started, watched, stopped and resumed in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests import catalogue
from tests.browser import PLANE, Visitor, running_app
from tests.loopback import CLIENT_ID, CLIENT_SECRET, Fault, Loopback

GENRES = [f"genre-{number}" for number in range(30)]
SONGS = catalogue.pretended(GENRES, 20)
KEYS = {
    "MOODREC_SPOTIFY_CLIENT_ID": CLIENT_ID,
    "MOODREC_SPOTIFY_CLIENT_SECRET": CLIENT_SECRET,
}


@pytest.fixture
def services() -> Iterator[Loopback]:
    with Loopback().serving() as server:
        server.mode = "extended"
        server.genre_seeds = GENRES
        server.stock(SONGS)
        yield server


@pytest.fixture
def visitor(browser: Browser, services: Loopback, tmp_path: Path) -> Iterator[Visitor]:
    with running_app({**services.addresses, **KEYS, "MOODREC_DATA_DIR": str(tmp_path)}) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        visitor = Visitor(page, address)
        yield visitor
        page.close()
        assert visitor.errors == []


def start(page: Page) -> None:
    """Presses the button, takes any number of songs, and starts."""
    page.get_by_role("button", name="Rebuild the crawl").click()
    form = page.get_by_role("dialog")
    expect(form.get_by_text("As in the article")).to_be_visible()
    least = form.get_by_label("Use the new set only with")
    least.fill("1")
    least.press("Enter")
    form.get_by_role("button", name="Start").click()
    expect(form).to_be_hidden()


def bar(page: Page) -> Locator:
    return page.get_by_test_id("stSidebar").get_by_role("progressbar")


def see_it_move(page: Page) -> None:
    """Waits until the bar shows another share than now."""
    expect(bar(page)).to_be_visible()
    before = bar(page).get_attribute("aria-valuenow") or ""
    expect(bar(page)).not_to_have_attribute("aria-valuenow", before)


def test_a_crawl_goes_on_over_pages_stops_resumes_and_its_songs_are_on_the_plane(
    visitor: Visitor, services: Loopback
) -> None:
    visitor.open()
    page = visitor.page
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_text("4,481 songs · 6 genres")).to_be_visible()
    start(page)
    see_it_move(page)

    page.get_by_role("link", name="Reference set").click()
    expect(page.get_by_text("Over the plane")).to_be_visible()
    see_it_move(page)
    sidebar.get_by_role("button", name="Stop").click()
    expect(sidebar.get_by_text("Stopped.")).to_be_visible()
    visitor.settle()
    asked = len(services.calls)
    expect(sidebar.get_by_text("4,481 songs · 6 genres")).to_be_visible()

    sidebar.get_by_role("button", name="Resume").click()
    see_it_move(page)
    page.get_by_role("link", name="Find").click()
    expect(sidebar.get_by_text("Done: 600 songs found.")).to_be_visible(timeout=30_000)
    expect(sidebar.get_by_text("600 songs · 30 genres")).to_be_visible()
    assert len(services.calls) > asked

    track = SONGS[-1]
    visitor.paste(f"https://open.spotify.com/track/{track.id}")
    visitor.see_seed(track.features["valence"], track.features["energy"])
    expect(page.get_by_text("of 600 songs")).to_be_visible()
    drawn = "chart => document.querySelector(chart).data.find(one => one.name === 'neighbours').ids"
    assert set(page.evaluate(drawn, PLANE)) <= {song.id for song in SONGS}
    expect(page.get_by_role("img", name="Spotify").first).to_be_visible()
    assert visitor.foreign == [page.locator("iframe").get_attribute("src")]


def test_the_address_of_a_page_opens_it_inside_the_app_also_on_a_fresh_server(
    visitor: Visitor,
) -> None:
    page = visitor.page
    page.goto(f"{visitor.app}/reference_set")
    expect(page.get_by_text("Over the plane")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Rebuild the crawl")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Over the plane")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("link", name="Find")).to_be_visible()


def test_a_second_visitor_sees_the_crawl_that_runs_and_can_not_start_another(
    visitor: Visitor, browser: Browser, services: Loopback
) -> None:
    long = Fault.json(429, {}, Retry_After="29")  # so that it still runs when the other one looks
    services.fail("/spotify/v1/recommendations?", long, 1, about=GENRES[-1])
    visitor.open()
    start(visitor.page)
    see_it_move(visitor.page)
    other = Visitor(browser.new_page(), visitor.app)
    other.open()
    expect(bar(other.page)).to_be_visible()
    other.page.get_by_role("button", name="Rebuild the crawl").click()
    expect(other.page.get_by_role("dialog").get_by_text("running already")).to_be_visible()
    expect(other.page.get_by_role("button", name="Start")).to_have_count(0)
    other.page.close()


def test_what_a_source_asks_to_wait_is_shown_and_a_quota_pauses_with_the_way_on(
    visitor: Visitor, services: Loopback
) -> None:
    recommendations = "/spotify/v1/recommendations?"
    services.fail(recommendations, Fault.json(429, {}, Retry_After="5"), 1, about="genre-1")
    services.fail(recommendations, Fault.json(429, {}, Retry_After="7000"), 1, about="genre-2")
    visitor.open()
    start(visitor.page)
    sidebar = visitor.page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_text("Spotify asks to wait for 5 seconds.")).to_be_visible()
    expect(sidebar.get_by_text("Paused until")).to_be_visible(timeout=20_000)
    expect(sidebar.get_by_role("button", name="Resume")).to_be_visible()
    expect(sidebar.get_by_text("4,481 songs · 6 genres")).to_be_visible()
