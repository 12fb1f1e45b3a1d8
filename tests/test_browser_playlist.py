"""The page "Playlist" as a person meets it: a file, pasted links, a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser import Visitor, running_app
from tests.conftest import KNOWN, OTHER
from tests.loopback import Loopback, Song

LIST = ".st-key-square-playlist-plane .js-plotly-plot"
PHONE = ViewportSize(width=375, height=812)
DESKTOP = ViewportSize(width=1280, height=800)
TABLE = (
    "Track URI,Track Name,Artist Name(s)\n"
    f"spotify:track:{KNOWN},One,A\nspotify:local:A:B:Home made:1,Home made,A\n"
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with Loopback().serving() as server:
        server.reccobeats = {OTHER: Song(OTHER)}
        folder = {"MOODREC_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
        with running_app({**server.addresses, **folder}) as address:
            yield address


@pytest.fixture
def visitor(browser: Browser, app: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    look: dict[str, Any] = {"viewport": DESKTOP, **getattr(request, "param", {})}
    visitor = Visitor(browser.new_context(**look).new_page(), app)
    visitor.open("playlist")
    yield visitor
    visitor.page.context.close()
    assert visitor.errors == []
    assert visitor.foreign == []


def see_list(visitor: Visitor, songs: int) -> None:
    """Waits until the plane shows the list with so many songs."""
    visitor.page.wait_for_function(
        """([chart, name, songs]) => document.querySelector(chart)?._fullData
            ?.some(one => one.name === name && one.x.length === songs)""",
        arg=[LIST, "your list", songs],
    )
    visitor.settle()


@pytest.mark.parametrize("visitor", [{}, {"viewport": PHONE}], indirect=True, ids=["", "phone"])
def test_an_uploaded_table_lies_on_the_plane_and_its_unknown_rows_are_listed(
    visitor: Visitor,
) -> None:
    page = visitor.page
    page.locator("input[type=file]").set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    )
    see_list(visitor, 1)
    expect(page.get_by_text("1 of 2 placed: 1 in the reference set")).to_be_visible()
    page.get_by_text("Not placed · 1").click()
    visitor.settle()
    expect(page.get_by_text("Not placed · 1")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= (page.viewport_size or DESKTOP)["width"]


def test_pasted_links_are_placed_and_the_open_one_is_asked_for(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("Or paste links, one a line").fill(f"spotify:track:{KNOWN}\n{OTHER}")
    page.get_by_role("button", name="Use these links").click()
    see_list(visitor, 1)
    page.get_by_role("button", name="Ask the sources").click()
    see_list(visitor, 2)
    expect(page.get_by_text("2 of 2 placed")).to_be_visible()
    page.get_by_role("button", name="Forget this list").click()
    expect(page.get_by_role("button", name="Try it with a list from this set")).to_be_visible()
