"""The page Method as a person meets it: part by part, with a pasted link, and with one song."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser import Visitor, running_app
from tests.conftest import KNOWN, table_of

SIZES = {
    "desktop": ViewportSize(width=1280, height=900),
    "phone": ViewportSize(width=375, height=812),
}
TITLES = ("Step by step", "The axes", "Metrics", "How sure", "By ear", "The data")
MOST_SENT = 400_000  # bytes of a turn to another part


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    here = {"MOODREC_OFFLINE": "1", "MOODREC_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    with running_app(here) as address:
        yield address


@pytest.fixture(params=SIZES)
def visitor(browser: Browser, app: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    with browser.new_context(viewport=SIZES[request.param]) as context:
        visitor = Visitor(context.new_page(), app)
        yield visitor
        assert visitor.errors == []
        assert visitor.foreign == []


def turn_to(visitor: Visitor, title: str) -> None:
    visitor.page.get_by_role("radio", name=title).click()
    expect(visitor.page.get_by_role("radio", name=title)).to_be_checked()
    visitor.settle()


def fits(visitor: Visitor) -> bool:
    """True when the page is not wider than the window."""
    wide: bool = visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return wide


def test_from_part_to_part(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.app}/method")
    seen = {
        "Step by step": "The ranking",
        "The axes": "Energy on valence",
        "Metrics": "How good the lists are",
        "How sure": "Who says what of this song",
        "By ear": "Hold the values against people",
        "The data": "Repeat it in a notebook",
    }
    for title in TITLES:
        before = visitor.received
        turn_to(visitor, title)
        expect(page.get_by_text(seen[title], exact=True)).to_be_visible(timeout=30_000)
        visitor.settle()
        assert page.get_by_test_id("stException").count() == 0
        assert fits(visitor)
        assert visitor.received - before < MOST_SENT
    assert "part=data" in page.url
    page.go_back()
    expect(page.get_by_role("radio", name="By ear")).to_be_checked()


def test_the_article_with_the_numbers_of_a_pasted_link(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.app}/method")
    page.get_by_label("Spotify link or track id").fill(f"https://open.spotify.com/track/{KNOWN}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**track={KNOWN}**")
    expect(page.get_by_text("An example. Paste a link")).to_have_count(0)
    page.wait_for_selector(".st-key-square-method-vectors .main-svg")
    visitor.settle()
    assert page.locator(".katex").count() == 3
    box = page.locator(".katex").nth(1).bounding_box()
    assert box
    assert box["x"] + box["width"] <= page.viewport_size["width"]  # type: ignore[index]
    drawn = page.evaluate(
        "document.querySelector('.st-key-square-method-vectors .js-plotly-plot').data"
        ".find(one => one.name === 'songs').text.join()"
    )
    assert drawn == "a,b"


def test_a_file_of_judgements_is_measured(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    page.goto(f"{visitor.app}/method?part=ears")
    expect(page.get_by_text("Place a song by ear")).to_be_visible()
    ratings = tmp_path / "ratings.csv"
    ratings.write_text(f"track_id,valence\n{KNOWN},7\n{'0' * 22},2\n")
    page.locator("input[type=file]").set_input_files(ratings)
    expect(page.get_by_text("1 of 2 songs are known here")).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0


def test_a_set_of_one_song_says_what_it_cannot_show(browser: Browser, tmp_path: Path) -> None:
    table = table_of(tmp_path / "one.csv", [f"{KNOWN},rock,Only,Band,0.3,0.6"])
    here = {"MOODREC_OFFLINE": "1", "MOODREC_DATA_DIR": str(tmp_path / "data"),
            "MOODREC_REFERENCE": str(table)}  # fmt: skip
    with running_app(here) as app, browser.new_context() as context:
        visitor = Visitor(context.new_page(), app)
        for part, told in (
            ("steps", "Two other songs are needed"),
            ("axes", "One song"),
            ("metrics", "has no meaning here"),
            ("sure", "In other sets they are"),
            ("ears", "At most six questions"),
            ("data", "Known biases"),
        ):
            visitor.page.goto(f"{app}/method?part={part}")
            expect(visitor.page.get_by_text(told).first).to_be_visible(timeout=30_000)
            visitor.settle()
            assert visitor.page.get_by_test_id("stException").count() == 0
        assert visitor.errors == []
