"""The page "Playlist" as a person meets it: a file, pasted links, a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser import Visitor, running_app
from tests.conftest import KNOWN, an_id
from tests.loopback import Loopback, Song

LIST = ".st-key-square-playlist-plane .js-plotly-plot"
BOTH = ".st-key-square-playlist-versus .js-plotly-plot"
PHONE = ViewportSize(width=375, height=812)
DESKTOP = ViewportSize(width=1280, height=800)
TABLE = (
    "Track URI,Track Name,Artist Name(s)\n"
    f"spotify:track:{KNOWN},One,A\nspotify:local:A:B:Home made:1,Home made,A\n"
)


def unasked(size: ViewportSize) -> str:
    """A track for each width: the app remembers what it asked for."""
    return an_id(size["width"])


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with Loopback().serving() as server:
        server.reccobeats = {one: Song(one) for one in map(unasked, (DESKTOP, PHONE))}
        folder = {"MOODREC_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
        with running_app({**server.addresses, **folder}) as address:
            yield address


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def visitor(browser: Browser, app: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    visitor = Visitor(browser.new_context(viewport=request.param).new_page(), app)
    visitor.open("playlist")
    yield visitor
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width <= request.param["width"]
    visitor.page.context.close()
    assert visitor.errors == []
    assert visitor.foreign == []


def bring(visitor: Visitor, name: str, place: int = 0) -> None:
    """Uploads the table under a name, with one of the uploads on the page."""
    visitor.page.locator("input[type=file]").nth(place).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": TABLE.encode()}
    )


def see_list(visitor: Visitor, songs: int) -> None:
    """Waits until the plane shows the list with so many songs."""
    visitor.page.wait_for_function(
        """([chart, name, songs]) => document.querySelector(chart)?._fullData
            ?.some(one => one.name === name && one.x.length === songs)""",
        arg=[LIST, "your list", songs],
    )
    visitor.settle()


def test_an_uploaded_table_lies_on_the_plane_and_its_unknown_rows_are_listed(
    visitor: Visitor,
) -> None:
    page = visitor.page
    bring(visitor, "mine.csv")
    see_list(visitor, 1)
    expect(page.get_by_text("1 of 2 placed: 1 in the reference set")).to_be_visible()
    page.get_by_text("Not placed · 1").click()
    visitor.settle()
    expect(page.get_by_text("Not placed · 1")).to_be_visible()


def test_pasted_links_are_placed_and_the_open_one_is_asked_for(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("Or paste links, one a line").fill(
        f"spotify:track:{KNOWN}\n{unasked(page.viewport_size or DESKTOP)}"
    )
    page.get_by_role("button", name="Use these links").click()
    see_list(visitor, 1)
    page.get_by_role("button", name="Ask the sources").click()
    see_list(visitor, 2)
    expect(page.get_by_text("2 of 2 placed")).to_be_visible()
    page.get_by_role("button", name="Forget this list").click()
    expect(page.get_by_role("button", name="Try it with a list from this set")).to_be_visible()


def test_two_lists_are_compared_and_their_plane_becomes_a_page(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("button", name="Try it with a list from this set").click()
    see_list(visitor, 30)
    page.get_by_role("button", name="Compare with a second list").click()
    bring(visitor, "%{x}.csv")
    page.wait_for_selector(f"{BOTH} .main-svg")
    visitor.settle()
    page.keyboard.press("Escape")
    page.locator(f"{BOTH} .scatterlayer .trace").last.locator("path.point").hover(force=True)
    expect(page.locator(f"{BOTH} .hovertext")).to_contain_text("%{x}.csv")
    assert page.get_by_test_id("stDataFrame").count() == 1
    page.get_by_text("Every row of %{x}.csv").click()
    expect(page.get_by_text("Not placed · 1")).to_be_visible()
    page.get_by_role("button", name="Take it away").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Picture as a page").click()
    assert b"%{x}.csv" in saved.value.path().read_bytes()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Picture as SVG").click()
    assert saved.value.path().read_bytes().startswith(b"<svg")


def test_what_was_made_of_a_list_is_taken_away(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("button", name="Try it with a list from this set").click()
    see_list(visitor, 30)
    page.get_by_text("Another order").click()
    expect(page.get_by_text("Ordered by energy, upwards.")).to_be_visible()
    page.get_by_role("button", name="Take it away").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Links", exact=True).click()
    assert len(saved.value.path().read_text("utf-8").split()) == 30
