"""Log-in and saving as a person meets them: through the page of consent, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import Visitor, running_app
from tests.loopback import CLIENT_ID, Fault, Loopback
from tests.test_saving import ITEMS, LIST

SCRIPT = Path(__file__).with_name("saving_page.py")
SIZES = {"desktop": (1280, 800), "phone": (375, 740)}


@pytest.fixture
def services() -> Iterator[Loopback]:
    with Loopback().serving() as server:
        yield server


@pytest.fixture
def app(services: Loopback, tmp_path: Path) -> Iterator[str]:
    keys = {"MOODREC_SPOTIFY_CLIENT_ID": CLIENT_ID, "MOODREC_DATA_DIR": str(tmp_path)}
    with running_app({**services.addresses, **keys}, SCRIPT) as address:
        yield address


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, app: str) -> Iterator[Page]:
    width, height = SIZES[request.param]
    page = browser.new_page(viewport={"width": width, "height": height})
    visitor = Visitor(page, app)
    page.goto(app)
    visitor.settle()
    yield page
    page.close()
    assert visitor.errors == []
    assert visitor.foreign == []


def log_in(page: Page) -> None:
    main(page).get_by_role("button", name="Log in to Spotify").first.click()
    page.get_by_role("link", name="Continue to Spotify").click()
    expect(page.get_by_role("link", name="Continue to Spotify")).to_have_count(0)
    page.wait_for_url("http://127.0.0.1:*/")
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def main(page: Page) -> Locator:
    """The page without its sidebar, which lies outside a phone's screen."""
    return page.get_by_test_id("stMain")


def no_wider_than_the_screen(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return wide


def test_a_listener_logs_in_saves_and_logs_out(
    page: Page, services: Loopback, app: str, browser: Browser
) -> None:
    log_in(page)
    expect(page.get_by_label("Title of the new playlist").first).to_have_value("Calm to bright")
    assert page.url.rstrip("/") == app
    assert page.context.pages == [page]
    services.fail(ITEMS, Fault.json(429, {}, Retry_After="900"), 1)
    page.get_by_role("button", name="Save as a new playlist").first.click()
    expect(page.get_by_text("0 of 250 songs saved")).to_be_visible()
    assert no_wider_than_the_screen(page)
    page.get_by_role("button", name="Try again").first.click()
    expect(page.get_by_text("250 songs saved as “Calm to bright”.", exact=True)).to_be_visible()
    made = services.members.current.playlists
    assert [one.ids for one in made] == [LIST]
    link = page.get_by_role("link", name="Open in Spotify")
    expect(link).to_have_attribute("href", f"https://open.spotify.com/playlist/{made[0].id}")
    expect(page.get_by_text("Logged in as María *of* Köln")).to_have_count(1)
    for secret in services.members.secrets_out():
        assert secret not in page.content() + page.url

    stranger = browser.new_page()
    stranger.goto(app)
    expect(main(stranger).get_by_role("button", name="Log in to Spotify").first).to_be_visible()
    stranger.close()

    if page.viewport_size == {"width": 375, "height": 740}:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("moodrec has forgotten your account")).to_be_visible()
    expect(page.get_by_text("Logged in as")).to_have_count(0)


def test_a_listener_who_refuses_comes_back_to_their_list(page: Page, services: Loopback) -> None:
    services.members.consents = False
    log_in(page)
    expect(page.get_by_text("You did not allow moodrec")).to_be_visible()
    services.members.consents = True
    main(page).get_by_role("button", name="Log in to Spotify").first.click()
    page.get_by_role("link", name="Continue to Spotify").click()
    expect(page.get_by_label("Title of the new playlist").first).to_be_visible()


def test_an_answer_to_somebody_elses_log_in_logs_nobody_in(
    page: Page, services: Loopback, browser: Browser, app: str
) -> None:
    main(page).get_by_role("button", name="Log in to Spotify").first.click()
    address = page.get_by_role("link", name="Continue to Spotify").get_attribute("href")
    other = browser.new_context()
    victim = other.new_page()
    victim.goto(str(address))
    expect(victim.get_by_text("begun in another browser")).to_be_visible()
    assert "code" not in victim.url
    assert services.counts()["/accounts/api/token"] == 0
    other.close()


def test_an_own_playlist_is_chosen_and_read(page: Page, services: Loopback) -> None:
    services.members.current.playlist("Evening").holds(LIST[:2])
    log_in(page)
    expect(page.get_by_text("Save to Spotify")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    page.get_by_label("One of your Spotify playlists").click()
    page.get_by_text("Evening · 2 songs").click()
    expect(page.get_by_text("Evening: track, track")).to_be_visible()
