"""A track that nobody knows is placed by ear, in a real browser, on a desktop and on a phone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import PLANE, Visitor, running_app
from tests.conftest import UNKNOWN
from tests.loopback import Loopback

WAIT = 20_000.0  # milliseconds
SIZES = {"desktop": (1280, 800), "phone": (375, 812)}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app whose sources know the track's title and nobody its mood."""
    folder = {"MOODREC_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    with Loopback().serving() as services:
        services.oembed = {UNKNOWN: "willow"}
        with running_app({**services.addresses, **folder}) as address:
            yield address


@pytest.fixture(params=SIZES)
def visitor(request: pytest.FixtureRequest, browser: Browser, app: str) -> Iterator[Visitor]:
    width, height = SIZES[request.param]
    visitor = Visitor(browser.new_page(viewport={"width": width, "height": height}), app)
    yield visitor
    visitor.page.close()
    assert visitor.errors == []
    assert all("open.spotify.com/embed" in url for url in visitor.foreign)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def see(locator: Locator) -> None:
    expect(locator.first).to_be_visible(timeout=WAIT)


def gone(locator: Locator) -> None:
    expect(locator).to_have_count(0, timeout=WAIT)


def press(within: Page | Locator, label: str) -> None:
    within.get_by_role("button", name=label, exact=True).click()


def fits(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return wide


def answer(page: Page) -> None:
    """Says "This one" to every question."""
    for number in range(1, 7):
        told = dialog(page).get_by_text(f"Question {number} of at most 6")
        see(told.or_(dialog(page).get_by_role("button", name="Keep it")))
        if dialog(page).get_by_role("button", name="Keep it").count():
            return
        press(dialog(page), "This one")


def test_a_track_that_nobody_knows_is_placed_by_ear_and_taken_back(
    visitor: Visitor, tmp_path: Path
) -> None:
    visitor.open(f"?track={UNKNOWN}")
    page = visitor.page
    press(page, "Place it by ear")
    see(dialog(page).get_by_text("Question 1 of at most 6"))
    expect(dialog(page).locator("iframe")).to_have_count(2, timeout=WAIT)
    assert fits(page)
    first = dialog(page).get_by_text("That:").inner_text()
    press(dialog(page), "I don't know that song")
    gone(dialog(page).get_by_text(first))
    answer(page)
    see(dialog(page).get_by_text("nine times out of ten"))
    assert fits(page)
    press(dialog(page), "Keep it")
    gone(dialog(page))
    see(page.get_by_text("Placed by you, by ear, on"))
    page.wait_for_function(
        f"document.querySelector('{PLANE}')?.data?.some(one => one.name === 'seed')"
    )
    with page.expect_download() as download:
        press(page, "Download your judgements")
    download.value.save_as(tmp_path / "pairs.jsonl")
    pairs = [json.loads(line) for line in (tmp_path / "pairs.jsonl").read_text().splitlines()]
    assert {one["higher_value"] for one in pairs} == {"a"}

    page.reload()
    see(page.get_by_text("kept on this machine"))
    press(page, "Undo")
    see(page.get_by_role("button", name="Place it by ear"))
    gone(page.get_by_text("Placed by you"))


def test_a_closed_dialog_stays_closed(visitor: Visitor) -> None:
    visitor.open(f"?track={UNKNOWN}")
    page = visitor.page
    press(page, "Place it by ear")
    press(dialog(page), "This one")
    see(dialog(page).get_by_text("Question 2 of at most 6"))
    press(dialog(page), "Close")
    gone(dialog(page))
    visitor.settle()
    page.get_by_label("Spotify link or track id").fill(UNKNOWN)
    press(page, "Find")
    visitor.settle()
    gone(dialog(page))
    press(page, "Place it by ear")
    see(dialog(page).get_by_text("Question 1 of at most 6"))
