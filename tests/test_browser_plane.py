"""The plane that stays in the browser: what is sent, closer looks, hovering, keys, plain charts."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect

from moodrec.reference import ReferenceSet
from moodrec.window import MOST, Window, best_known
from tests.browser import LENS, PLANE, Visitor, running_app
from tests.conftest import KNOWN, an_id, table_of

SEED = (0.43, 0.63)
SPOTS = [(0.952, 0.048), (0.9, 0.06), (0.97, 0.1)]
PIXEL = 0.005  # of an axis, at most, on a plane of this size
COMPONENT = {"MOODREC_PLANE": "component"}
MOST_SENT = 30_000  # bytes for an interaction
DESKTOP = ViewportSize(width=1280, height=800)
FIGURE = ".st-key-square-plane .moodrec-plane"
BACKGROUND = f"document.querySelector('{FIGURE} .moodrec-below')._fullData"
LIGHT_INK = "rgb(31, 41, 55)"
HALF = "valence 0.50, energy 0.50"
# What Streamlit's page does with a message to a figure that stands at the end of the page.
MESSAGE = """
    const files = performance.getEntriesByType("resource").map(({ name }) => name);
    const address = files.find((name) => name.endsWith(".es"));
    const { start } = await import(address);
    const backdrop = new URL(files.find((name) => /media.*json$/.test(name))).pathname;
    const told = { part: "show", key: "test", backdrop, overlay: { data: [], layout: {} } };
    const zipped = new Blob([JSON.stringify(told)]).stream()
        .pipeThrough(new CompressionStream("gzip"));
    const data = new Uint8Array(await new Response(zipped).arrayBuffer());
    const parentElement = document.body.appendChild(document.createElement("div"));
    const message = () => start({ data, parentElement }, new URL(address).origin);
    const drawn = () => parentElement.querySelectorAll(".main-svg").length > 0;
"""
# Two messages come at once, and the first is unpacked after the second.
OVERTAKEN = f"""async () => {{
    {MESSAGE}
    const {{ json }} = Response.prototype;
    let release;
    Response.prototype.json = async function () {{
        Response.prototype.json = json;
        const value = await json.call(this);
        await new Promise((done) => (release = done));
        return value;
    }};
    const first = message();
    await message();
    release();
    (await first)?.();
    return drawn();
}}"""
# What a message made is cleaned up before a newer one is handed over, and when its place has gone.
CLEANED_UP = f"""async () => {{
    {MESSAGE}
    const cleanUp = await message();
    cleanUp();
    const stays = drawn();
    parentElement.remove();
    cleanUp();
    return [stays, drawn()];
}}"""
BACK = "Back to the whole plane"
RING = f"{FIGURE} .moodrec-ring"
# Whether a ring is there one frame after the pointer is let go, which no answer can be.
AT_ONCE = f"""() => {{
    window.ringed = new Promise((done) => addEventListener("pointerup", () => {{
        requestAnimationFrame(() => done(document.querySelector("{RING}").checkVisibility()));
    }}, {{ once: true, capture: true }}));
}}"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = str(tmp_path_factory.mktemp("data"))
    with running_app({**COMPONENT, "MOODREC_OFFLINE": "1", "MOODREC_DATA_DIR": folder}) as address:
        yield address


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=DESKTOP) as context:
        yield context


@pytest.fixture
def visitor(context: BrowserContext, app: str) -> Iterator[Visitor]:
    visitor = Visitor(context.new_page(), app)
    yield visitor
    visitor.page.close()
    assert visitor.errors == []


def ranges(page: Page) -> list[list[float]]:
    """What the plane shows, on both axes."""
    found: list[list[float]] = page.evaluate(
        """chart => {
            const { xaxis, yaxis } = document.querySelector(chart)._fullLayout;
            return [[...xaxis.range], [...yaxis.range]];
        }""",
        PLANE,
    )
    return found


def look_closer(visitor: Visitor, presses: int) -> Window:
    """Presses plus, waits for the songs of the window, and gives it."""
    visitor.page.locator(FIGURE).focus()
    whole = ranges(visitor.page)[0]
    for _ in range(presses):
        before = ranges(visitor.page)
        visitor.page.keyboard.press("+")
        visitor.page.wait_for_function(
            "([chart, old]) => document.querySelector(chart)._fullLayout.xaxis.range[0] !== old",
            arg=[PLANE, before[0][0]],
        )
    across, up = ranges(visitor.page)
    assert across[1] - across[0] < (whole[1] - whole[0]) / 1.5**presses
    return Window(across[0], up[0], across[1], up[1])


def wait_for_songs(page: Page, count: int) -> list[int]:
    """Waits until that many songs of a closer look are drawn; gives their rows."""
    songs = f"{BACKGROUND}.find(one => one.name === 'closer')"
    page.wait_for_function(f"count => {songs}.x.length === count", arg=count)
    rows: list[int] = page.evaluate(f"Array.from({songs}.customdata ?? [])")
    return rows


def files_fetched(page: Page) -> dict[str, int]:
    """The bytes that each of the app's files took on the way since the page was loaded."""
    found: dict[str, int] = page.evaluate(
        """() => Object.fromEntries(performance.getEntriesByType('resource')
            .filter(({ name }) => new URL(name).pathname.startsWith('/media/'))
            .map(({ name, transferSize }) => [new URL(name).pathname, transferSize]))"""
    )
    return found


def test_an_interaction_is_small_and_the_background_comes_once(browser: Browser, app: str) -> None:
    with browser.new_context(viewport=DESKTOP) as fresh:
        visitor = Visitor(fresh.new_page(), app)
        visitor.open(f"?track={KNOWN}")
        visitor.see_seed(*SEED)
        first = files_fetched(visitor.page)
        large = {path for path, size in first.items() if size > 10_000}
        assert len(large) == 2, "Plotly and the plane's background"
        for spot in SPOTS:
            visitor.received = 0
            visitor.click_at(PLANE, *spot)
            visitor.see_seed(*spot, within=PIXEL)
            assert 0 < visitor.received <= MOST_SENT
        assert files_fetched(visitor.page) == first
        visitor.page.reload()
        visitor.see_seed(*SPOTS[-1], within=PIXEL)
        again = files_fetched(visitor.page)
        assert large <= {*again}
        assert not any(again[path] for path in large), "the browser has its own copy"
        assert visitor.errors == []


def test_what_is_clicked_is_marked_until_its_answer_is_drawn(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    visitor.page.evaluate(AT_ONCE)
    visitor.click_at(PLANE, *SPOTS[0])
    assert visitor.page.evaluate("window.ringed")
    visitor.see_seed(*SPOTS[0], within=PIXEL)
    expect(visitor.page.locator(RING)).to_be_hidden()


def test_of_quick_clicks_the_last_one_is_answered(visitor: Visitor) -> None:
    visitor.open("?at=0.5,0.5")
    visitor.see_seed(0.5, 0.5)
    for left, top in [visitor.pixel(PLANE, *spot) for spot in SPOTS[:2]]:
        visitor.page.mouse.move(left, top)
        visitor.page.mouse.down()
        visitor.page.mouse.up()
    visitor.see_seed(*SPOTS[1], within=PIXEL)


@pytest.mark.parametrize("width", [1280, 900])
def test_the_plane_stays_where_it_is_whatever_is_told_of_an_answer(
    browser: Browser, app: str, width: int
) -> None:
    with browser.new_context(viewport=ViewportSize(width=width, height=800)) as fresh:
        visitor, tops = Visitor(fresh.new_page(), app), set()
        for query in (f"?track={KNOWN}", "?at=0.5,0.5", "?at=0.9,0.05"):
            visitor.open(query)
            visitor.page.locator(f"{LENS} .main-svg").first.wait_for()
            visitor.settle()
            box = visitor.page.locator(FIGURE).bounding_box()
            tops.add(round(box["y"]) if box else None)
        assert None not in tops
        assert len(tops) == 1
        assert visitor.errors == []


def test_a_closer_look_shows_the_songs_inside_and_survives_a_new_seed(
    visitor: Visitor, packaged: ReferenceSet
) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    window = look_closer(visitor, 3)
    found = best_known(packaged, window)
    assert wait_for_songs(visitor.page, found.songs) == found.rows.tolist()
    seen = ranges(visitor.page)
    x, y = (window.left + window.right) / 2, (window.bottom + window.top) / 2
    visitor.click_at(PLANE, x, y)
    visitor.page.wait_for_url(lambda url: KNOWN not in url)
    visitor.page.wait_for_function(
        "([chart, x]) => document.querySelector(chart).data.at(-1).x[0] !== x",
        arg=[PLANE, SEED[0]],
    )
    visitor.settle()
    assert ranges(visitor.page) == seen
    wait_for_songs(visitor.page, found.songs)
    visitor.page.get_by_role("button", name=BACK).click()
    wait_for_songs(visitor.page, 0)
    assert ranges(visitor.page)[0] == pytest.approx([-0.01, 1.01])
    expect(visitor.page.get_by_role("button", name=BACK)).to_be_hidden()


def test_a_closer_look_is_told_in_numbers_that_stay_in_the_frame(visitor: Visitor) -> None:
    def numbers() -> list[str]:
        texts = visitor.page.locator(f"{FIGURE} .ytick text")
        return [text for text in texts.all_text_contents() if text]

    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    assert numbers() == ["0", "0.5", "1"]
    window = look_closer(visitor, 5)
    visitor.settle()
    assert len(numbers()) >= 2
    assert all(window.bottom <= float(text) <= window.top for text in numbers())
    left = visitor.page.locator(f"{FIGURE} .moodrec-below").evaluate(
        "chart => chart.getBoundingClientRect().left + chart._fullLayout.xaxis._offset"
    )
    beside = visitor.page.locator(f"{FIGURE} .ytick text").evaluate_all(
        "texts => texts.map(text => text.getBoundingClientRect().left)"
    )
    assert min(beside) >= left
    visitor.page.get_by_role("button", name=BACK).click()
    visitor.page.wait_for_function(
        f"() => document.querySelectorAll('{FIGURE} .ytick text').length === 3"
    )
    assert numbers() == ["0", "0.5", "1"]


def test_a_closer_look_keeps_the_seed_in_view_and_covers_nothing(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    soft = f"""Array.from(document.querySelector('{PLANE}').data)
        .filter(one => one.name === 'where the seed may lie').map(one => one.visible !== false)"""
    assert visitor.page.evaluate(soft) == [True] * 3
    window = look_closer(visitor, 8)
    assert window.left < SEED[0] < window.right
    assert window.bottom < SEED[1] < window.top
    visitor.page.wait_for_function(f"() => !({soft}).includes(true)")
    closer = visitor.page.get_by_role("button", name="Look closer")
    for _ in range(12):
        visitor.page.keyboard.press("+")
    expect(closer).to_be_disabled()
    visitor.page.get_by_role("button", name=BACK).click()
    visitor.page.wait_for_function(f"() => !({soft}).includes(false)")
    expect(closer).to_be_enabled()


@pytest.mark.parametrize("path", ["", "explore"])
def test_figures_take_the_colours_of_another_theme_at_once(
    browser: Browser, app: str, path: str
) -> None:
    with browser.new_context(viewport=DESKTOP, color_scheme="light") as context:
        visitor = Visitor(context.new_page(), app)
        visitor.open(path, chart=".js-plotly-plot")
        ink = visitor.page.locator(".xtick text").first
        expect(ink).to_have_css("fill", LIGHT_INK)
        visitor.page.emulate_media(color_scheme="dark")
        expect(ink).not_to_have_css("fill", LIGHT_INK, timeout=20_000)
        assert visitor.errors == []


def test_more_songs_at_one_point_than_are_drawn_are_all_reached(
    context: BrowserContext, tmp_path: Path
) -> None:
    rows = [f"{an_id(n)},pop,Song {n},Somebody,0.5,0.5" for n in range(MOST + 3)]
    environment = {
        "MOODREC_OFFLINE": "1",
        "MOODREC_DATA_DIR": str(tmp_path),
        "MOODREC_REFERENCE": str(table_of(tmp_path / "one-point.csv", rows)),
    }
    with running_app(environment) as address:
        visitor = Visitor(context.new_page(), address)
        visitor.open()
        look_closer(visitor, 1)
        assert wait_for_songs(visitor.page, MOST) == [*range(MOST)]
        visitor.page.get_by_role("button", name="1 to 4,000 of 4,003: show the next").click()
        assert wait_for_songs(visitor.page, 3) == [*range(MOST, MOST + 3)]
        visitor.page.locator(FIGURE).focus()
        spoken = visitor.page.locator(f"{FIGURE} .moodrec-spoken")
        for number in range(MOST, MOST + 3):
            visitor.page.keyboard.press("n")
            expect(spoken).to_have_text(f"Song {number} by Somebody, {HALF}")
        visitor.page.keyboard.press("n")
        expect(spoken).to_have_text(f"Song 0 by Somebody, {HALF}")
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_url(f"**/?track={an_id(0)}")
        visitor.page.close()


def test_a_message_that_is_unpacked_too_late_counts_no_more(visitor: Visitor) -> None:
    visitor.open()
    drawn = visitor.page.evaluate(OVERTAKEN)
    assert drawn, "the newer message stays, when Streamlit removes what the older one made"


def test_a_figure_stays_for_the_next_message_and_goes_with_its_place(visitor: Visitor) -> None:
    visitor.open()
    assert visitor.page.evaluate(CLEANED_UP) == [True, False]


@pytest.mark.parametrize("missing", ["**/media/*.json", "**/media/*.es"])
def test_a_file_that_is_missing_for_a_moment_is_asked_for_again(
    browser: Browser, app: str, missing: str
) -> None:
    with browser.new_context(viewport=DESKTOP) as context:
        gone = [404]

        def answer(route: Route) -> None:
            route.fulfill(status=gone.pop()) if gone else route.fallback()

        context.route(missing, answer)
        visitor = Visitor(context.new_page(), app)
        visitor.open()
        assert not gone
        expect(visitor.page.locator(f"{FIGURE} .main-svg").first).to_be_visible()


def test_a_box_becomes_a_square_window_and_chooses_nothing(visitor: Visitor) -> None:
    visitor.open()
    box = visitor.page.locator(PLANE).bounding_box()
    assert box
    visitor.page.mouse.move(box["x"] + 150, box["y"] + 60)
    visitor.page.mouse.down()
    visitor.page.mouse.move(box["x"] + 230, box["y"] + 100, steps=4)
    visitor.page.mouse.up()
    expect(visitor.page.get_by_role("button", name=BACK)).to_be_visible()
    visitor.page.wait_for_function(
        """chart => {
            const { xaxis, yaxis } = document.querySelector(chart)._fullLayout;
            const side = ({ range }) => range[1] - range[0];
            return side(xaxis) < 0.5 && Math.abs(side(xaxis) - side(yaxis)) < 1e-6;
        }""",
        arg=PLANE,
    )
    assert "?" not in visitor.page.url


def test_the_wheel_scrolls_the_page_until_the_plane_has_the_focus(visitor: Visitor) -> None:
    visitor.open()
    box = visitor.page.locator(PLANE).bounding_box()
    assert box
    visitor.page.mouse.move(box["x"] + 200, box["y"] + 120)
    whole = ranges(visitor.page)
    visitor.page.mouse.wheel(0, -300)
    visitor.page.locator(FIGURE).focus()
    assert ranges(visitor.page) == whole
    visitor.page.mouse.wheel(0, -300)
    expect(visitor.page.get_by_role("button", name=BACK)).to_be_visible()
    assert ranges(visitor.page)[0][1] - ranges(visitor.page)[0][0] < 1


def test_two_fingers_look_closer(browser: Browser, app: str) -> None:
    phone: dict[str, Any] = {"viewport": {"width": 375, "height": 812}, "has_touch": True}
    with browser.new_context(**phone) as context:
        visitor = Visitor(context.new_page(), app)
        visitor.open()
        visitor.page.evaluate(
            """figure => {
                const root = document.querySelector(figure);
                const { left, top, width, height } = root.getBoundingClientRect();
                const finger = (identifier, off) => new Touch({
                    identifier, target: root,
                    clientX: left + width / 2 + off, clientY: top + height / 2 + off,
                });
                for (const [kind, off] of [['touchstart', 20], ['touchmove', 60]]) {
                    const touches = [finger(0, -off), finger(1, off)];
                    root.dispatchEvent(new TouchEvent(kind, { touches, cancelable: true }));
                }
            }""",
            FIGURE,
        )
        expect(visitor.page.get_by_role("button", name=BACK)).to_be_visible()
        across, _ = ranges(visitor.page)
        assert across[1] - across[0] == pytest.approx(1.02 / 3)
        assert visitor.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        assert visitor.errors == []


def test_a_pointer_at_rest_names_the_best_known_songs_of_the_cell(
    visitor: Visitor, packaged: ReferenceSet
) -> None:
    visitor.open()
    x, y = a_full_cell(visitor.page, packaged)
    found = best_known(packaged, Window(x - 0.0102, y - 0.0102, x + 0.0102, y + 0.0102), 5)
    point(visitor, x, y)
    card = visitor.page.locator(f"{FIGURE} .moodrec-card")
    expect(card).to_be_visible()
    best = packaged.placed(int(found.rows[0])).track
    expect(card).to_contain_text(best.title)
    assert card.locator("b").count() <= 5
    visitor.received = 0
    visitor.page.mouse.move(0, 0)
    expect(card).to_be_hidden()
    point(visitor, x, y)
    expect(card).to_be_visible()
    assert visitor.received == 0, "the browser remembers"


def a_full_cell(page: Page, packaged: ReferenceSet) -> tuple[float, float]:
    """The middle of a cell with songs in it and none of the sample's dots near."""
    dots: list[list[float]] = page.evaluate(
        f"""() => {{
            const songs = {BACKGROUND}.find(one => one.name === 'songs');
            return Array.from(songs.x, (x, i) => [x, songs.y[i]]);
        }}"""
    )
    side = 1.02 / 50
    for i in range(5, 45):
        for j in range(45, 5, -1):
            x, y = (i + 0.5) * side, (j + 0.5) * side
            inside = best_known(
                packaged, Window(x - side / 2, y - side / 2, x + side / 2, y + side / 2)
            )
            if inside.songs > 2 and all(abs(a - x) + abs(b - y) > 0.07 for a, b in dots):
                return x, y
    raise AssertionError("no such cell")


def point(visitor: Visitor, x: float, y: float) -> None:
    left, top = visitor.pixel(PLANE, x, y)
    visitor.page.mouse.move(left - 2, top)
    visitor.page.mouse.move(left, top)


def test_arrow_keys_walk_from_song_to_song_and_enter_chooses(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    page = visitor.page
    page.locator(FIGURE).focus()
    spoken = page.locator(f"{FIGURE} .moodrec-spoken")
    said = []
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
        expect(spoken).to_have_text(re.compile(r"valence 0\.\d\d, energy 0\.\d\d$"))
        said.append(spoken.inner_text())
    assert len({*said}) == 3
    expect(page.locator(RING)).to_be_visible()
    outline = page.locator(FIGURE).evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline == "solid"
    title = said[-1].split(" by ")[0]
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: KNOWN not in url and "track=" in url)
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.locator(FIGURE)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(RING)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(RING)).to_be_hidden()


def test_the_plane_says_what_it_is(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    plane = visitor.page.get_by_role("application", name=re.compile("The mood plane.*Arrow keys"))
    expect(plane).to_have_count(1)
    expect(visitor.page.get_by_role("img", name=re.compile("as percentiles"))).to_have_count(1)


def test_what_cannot_be_run_is_drawn_as_plain_charts(browser: Browser, app: str) -> None:
    with browser.new_context(viewport=DESKTOP) as context:
        context.add_init_script("delete window.DecompressionStream")
        visitor = Visitor(context.new_page(), app)
        visitor.open(f"?track={KNOWN}")
        visitor.see_seed(*SEED)
        expect(visitor.page.locator(".stPlotlyChart .js-plotly-plot").first).to_be_visible()
        visitor.click_at(PLANE, 0.952, 0.048)
        visitor.see_seed(0.95, 0.05)
        assert visitor.errors == []


def test_a_setting_keeps_the_plain_charts(context: BrowserContext, tmp_path: Path) -> None:
    environment = {
        "MOODREC_OFFLINE": "1",
        "MOODREC_PLANE": "chart",
        "MOODREC_DATA_DIR": str(tmp_path),
    }
    with running_app(environment) as address:
        visitor = Visitor(context.new_page(), address)
        visitor.open(f"?track={KNOWN}")
        visitor.see_seed(*SEED)
        figures = visitor.page.locator('[class*="st-key-square"]')
        assert figures.locator(".stPlotlyChart").count() == 2
        assert figures.locator(".stBidiComponent").count() == 0
        assert visitor.page.locator(f"{LENS}").count() == 1
        visitor.page.close()
