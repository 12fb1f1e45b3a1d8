"""The page as a person meets it: a real browser, a real app, the network played by loopback."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, ViewportSize, expect

from moodrec.overview import SAMPLE
from tests.browser import LAYERS, LENS, PLANE, Visitor, running_app
from tests.conftest import KNOWN, UNKNOWN
from tests.loopback import Loopback, Song

SEED = (0.43, 0.63)
SPOT = (0.952, 0.048)
PIXEL = 0.005  # of an axis, at most, on a plane of this size
AT_SPOT = re.compile(r"\?at=0\.9[45]\d*%2C0\.0[45]\d*$")
PHONE = ViewportSize(width=375, height=812)
DESKTOP = ViewportSize(width=1280, height=800)


@pytest.fixture(scope="module")
def services() -> Iterator[Loopback]:
    with Loopback().serving() as server:
        server.reccobeats = {UNKNOWN: Song(UNKNOWN, artists=("Taylor Swift",))}
        yield server


@pytest.fixture(scope="module")
def app(services: Loopback, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = {"MOODREC_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    with running_app({**services.addresses, **folder}) as address:
        yield address


@pytest.fixture(scope="module")
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    """The usual visitor's browser, whose cache makes the next page quick."""
    with browser.new_context(viewport=DESKTOP) as context:
        yield context


@pytest.fixture
def visitor(
    browser: Browser, desktop: BrowserContext, app: str, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """A visitor at a desktop, or with the look of the test's parameter; leaves no error behind."""
    look: dict[str, Any] | None = getattr(request, "param", None)
    context = desktop if look is None else browser.new_context(**{"viewport": DESKTOP, **look})
    visitor = Visitor(context.new_page(), app)
    yield visitor
    visitor.page.close()
    assert visitor.errors == []


def picks(visitor: Visitor) -> Locator:
    """The songs of the list."""
    return visitor.page.locator(".st-key-pick").get_by_role("radio")


def test_the_page_opens_full_and_asks_no_other_host(visitor: Visitor) -> None:
    visitor.open()
    songs = visitor.page.locator(f"{LAYERS} .scatterlayer path.point")
    expect(songs).to_have_count(SAMPLE)
    assert visitor.page.locator(f"{LAYERS} .hm image").count() == 1
    expect(visitor.page.get_by_text("4,481 songs of 6 genres")).to_be_visible()
    assert visitor.foreign == []


def test_a_pasted_link_is_seen_with_its_lines_and_a_reload_restores_it(visitor: Visitor) -> None:
    visitor.open()
    visitor.paste(f"https://open.spotify.com/track/{KNOWN}?si=abc")
    visitor.see_seed(*SEED)
    page = visitor.page
    assert page.url.endswith(f"?track={KNOWN}")
    assert page.locator(f"{LENS} .shapelayer path[data-index]").count() >= 6
    expect(page.get_by_text("livelier than 26 %")).to_be_visible()
    expect(picks(visitor)).to_have_count(10)
    player = page.locator("iframe").get_attribute("src") or ""
    assert player.startswith("https://open.spotify.com/embed/track/")
    before = page.locator(f"{LENS} .annotation-text").all_inner_texts()

    page.reload()
    visitor.see_seed(*SEED)
    assert page.locator(f"{LENS} .annotation-text").all_inner_texts() == before
    assert all("open.spotify.com/embed" in url for url in visitor.foreign)


def test_a_new_track_is_looked_up_and_says_where_its_mood_comes_from(visitor: Visitor) -> None:
    visitor.open()
    visitor.paste(f"spotify:track:{UNKNOWN}")
    visitor.see_seed(0.446, 0.377)
    expect(visitor.page.get_by_text("Mood: ReccoBeats, fetched on")).to_be_visible()
    expect(visitor.page.get_by_role("heading", name="willow – Taylor Swift")).to_be_visible()


def test_a_click_on_a_song_makes_it_the_seed(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    x, y, track_id = visitor.page.evaluate(
        """chart => {
            const all = document.querySelector(chart)._fullData;
            const near = all.find(one => one.name === 'neighbours');
            const apart = (i, j) => Math.hypot(near.x[i] - near.x[j], near.y[i] - near.y[j]);
            const room = near.ids.map((_, i) =>
                Math.min(...near.ids.map((_, j) => i === j ? 1 : apart(i, j))));
            const free = room.indexOf(Math.max(...room));
            return [near.x[free], near.y[free], near.ids[free]];
        }""",
        LENS,
    )
    visitor.click_at(LENS, x, y)
    visitor.see_seed(x, y)
    assert visitor.page.url.endswith(f"?track={track_id}")


def test_a_click_on_a_dot_of_the_sample_makes_it_the_seed(visitor: Visitor) -> None:
    visitor.open()
    lowest = """charts => {
        const drawn = [...document.querySelectorAll(charts)].flatMap(one => one._fullData);
        const songs = drawn.find(one => one.name === 'songs');
        const place = songs.y.indexOf(Math.min(...songs.y));
        return [songs.x[place], songs.y[place]];
    }"""
    x, y = visitor.page.evaluate(lowest, LAYERS)
    visitor.click_at(PLANE, x, y)
    visitor.see_seed(round(x, 4), round(y, 4))
    assert "?track=" in visitor.page.url


def test_a_click_on_an_empty_spot_asks_for_that_mood(visitor: Visitor) -> None:
    visitor.open()
    visitor.click_at(PLANE, *SPOT)
    visitor.see_seed(*SPOT, within=PIXEL)
    assert AT_SPOT.search(visitor.page.url)
    expect(visitor.page.get_by_text("thin part of the plane")).to_be_visible()


def test_a_double_click_means_what_its_first_click_meant(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    visitor.click_at(PLANE, *SPOT, clicks=2)
    visitor.see_seed(*SPOT, within=PIXEL)
    expect(visitor.page).to_have_url(AT_SPOT)


def test_the_same_spot_can_be_chosen_again(visitor: Visitor) -> None:
    visitor.open()
    for _ in range(2):
        visitor.click_at(PLANE, *SPOT)
        visitor.see_seed(*SPOT, within=PIXEL)
        visitor.paste(KNOWN)
        visitor.see_seed(*SEED)
        assert visitor.page.url.endswith(f"?track={KNOWN}")


def test_back_and_forward_go_through_the_seeds(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}&n=7")
    visitor.see_seed(*SEED)
    visitor.click_at(PLANE, *SPOT)
    visitor.see_seed(*SPOT, within=PIXEL)
    visitor.page.go_back()
    visitor.see_seed(*SEED)
    assert f"track={KNOWN}" in visitor.page.url
    visitor.page.go_forward()
    visitor.see_seed(*SPOT, within=PIXEL)
    expect(picks(visitor)).to_have_count(7)


def test_the_player_adds_no_step_to_the_history(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    players = set()
    before = visitor.page.evaluate("history.length")
    for place in (1, 2, 3):
        label = picks(visitor).nth(place).locator("xpath=ancestor::label")
        track = visitor.page.evaluate(
            """([chart, place]) => {
                const all = document.querySelector(chart).data;
                return all.find(one => one.name === 'neighbours').ids[place];
            }""",
            [PLANE, place],
        )
        label.click()
        visitor.page.locator(f"iframe[src*='{track}']").wait_for()
        players.add(track)
    assert len(players) == 3
    assert visitor.page.locator("iframe").count() == 1
    assert visitor.page.evaluate("history.length") == before


def test_the_same_row_of_the_table_makes_each_of_its_songs_the_seed(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    seen = {visitor.page.url}
    for _ in range(4):
        x, y = visitor.page.evaluate(
            """chart => {
                const all = document.querySelector(chart)._fullData;
                const near = all.find(one => one.name === 'neighbours');
                return [near.x[1], near.y[1]];
            }""",
            PLANE,
        )
        before = visitor.page.url
        table = visitor.page.get_by_test_id("stDataFrame")
        table.scroll_into_view_if_needed()
        table.click(position={"x": 16, "y": 35 + 35 + 17})
        visitor.page.wait_for_function("before => location.href !== before", arg=before)
        visitor.see_seed(x, y)
        seen.add(visitor.page.url)
    assert len(seen) > 2, "more than there and back"


def test_everything_can_be_done_by_keyboard(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.get_by_label("Spotify link or track id").focus()
    visitor.page.keyboard.type(KNOWN)
    visitor.page.keyboard.press("Enter")
    visitor.see_seed(*SEED)
    picks(visitor).first.focus()
    visitor.page.keyboard.press("ArrowDown")
    second = picks(visitor).nth(1)
    second.and_(visitor.page.locator(":checked")).wait_for(state="attached")
    visitor.settle()
    go_on = visitor.page.get_by_role("button", name="Go on from here")
    go_on.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(lambda url: KNOWN not in url)
    visitor.settle()
    expect(visitor.page.get_by_label("Spotify link or track id")).to_have_value("")


def test_a_link_leaves_the_box_and_another_text_stays_until_a_click(visitor: Visitor) -> None:
    visitor.open()
    box = visitor.page.get_by_label("Spotify link or track id")
    visitor.paste(KNOWN)
    visitor.see_seed(0.43, 0.63)
    expect(box).to_have_value("")
    visitor.paste("hello")
    expect(visitor.page.get_by_text("That is no Spotify link")).to_be_visible()
    expect(box).to_have_value("hello")
    visitor.click_at(PLANE, 0.3, 0.06)
    visitor.see_seed(0.3, 0.06, within=0.05)
    expect(box).to_have_value("")


def test_rubbish_gets_a_sentence_and_the_plane_stays(visitor: Visitor) -> None:
    visitor.open()
    visitor.paste("<script>alert(1)</script> https://[")
    visitor.page.get_by_text("That is no Spotify link").wait_for()
    visitor.settle()
    assert visitor.page.locator(f"{PLANE} .main-svg").count() > 0
    assert (
        visitor.page.get_by_label("Spotify link or track id").input_value().startswith("<script>")
    )


@pytest.mark.parametrize(
    "visitor",
    [{"viewport": PHONE}, {"viewport": {"width": 768, "height": 1024}}, {"viewport": DESKTOP}],
    indirect=True,
    ids=["phone", "tablet", "desktop"],
)
def test_nothing_sticks_out_and_both_figures_are_square(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}&n=10")
    visitor.see_seed(*SEED)
    page = visitor.page
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    for chart in (PLANE, LENS):
        width, height = page.evaluate(
            """chart => {
                const {xaxis, yaxis} = document.querySelector(chart)._fullLayout;
                return [xaxis._length, yaxis._length];
            }""",
            chart,
        )
        assert width == pytest.approx(height, abs=2)
        assert width > 220
    expect(page.get_by_role("button", name="Go on from here")).to_be_visible()


@pytest.mark.parametrize(
    ("visitor", "ink"),
    [({"color_scheme": "light"}, "#1f2937"), ({"color_scheme": "dark"}, "#e5e7eb")],
    indirect=["visitor"],
)
def test_the_figures_follow_light_and_dark(visitor: Visitor, ink: str) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    visitor.page.wait_for_function(
        "([chart, ink]) => document.querySelector(chart)._fullLayout.font.color === ink",
        arg=[PLANE, ink],
    )
    title = visitor.page.locator(f"{LENS} .xtitle")
    assert "valence" in (title.text_content() or "")
    expect(title).to_have_css(
        "fill", f"rgb({', '.join(str(part) for part in bytes.fromhex(ink[1:]))})"
    )


def test_an_interaction_sends_less_than_150_kb(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}&n=50")
    visitor.see_seed(*SEED)
    visitor.received = 0
    visitor.click_at(PLANE, *SPOT)
    visitor.see_seed(*SPOT, within=PIXEL)
    assert 0 < visitor.received < 150_000


def test_offline_nothing_is_asked_of_anybody(
    desktop: BrowserContext, tmp_path: Path, services: Loopback
) -> None:
    services.calls.clear()
    environment = {**services.addresses, "MOODREC_OFFLINE": "1", "MOODREC_DATA_DIR": str(tmp_path)}
    with running_app(environment) as address:
        visitor = Visitor(desktop.new_page(), address)
        visitor.open(f"?track={KNOWN}")
        visitor.see_seed(*SEED)
        expect(visitor.page.get_by_text("player is left out")).to_be_visible()
        assert visitor.page.locator("iframe").count() == 0
    assert visitor.foreign == []
    assert services.calls == []
