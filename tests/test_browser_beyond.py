"""Page Find over a set that stays on the disk, as a person meets it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from moodrec.reference import ReferenceSet
from moodrec.setfile import SetWriter, to_table
from moodrec.window import Window, best_known
from tests.browser import PLANE, Visitor, running_app
from tests.conftest import KNOWN

pytest.importorskip("duckdb")

SEED, SPOT = (0.43, 0.63), (0.952, 0.048)
PIXEL = 0.005  # of an axis, at most, on a plane of this size
CLOSER = """
    document.querySelector('.st-key-square-plane .moodrec-below')._fullData
        .find(one => one.name === 'closer')"""


@pytest.fixture
def visitor(browser: Browser, packaged: ReferenceSet, tmp_path: Path) -> Iterator[Visitor]:
    with SetWriter(tmp_path / "songs.parquet") as writer:
        writer.write(to_table(packaged.frame()))
        writer.describe(name="songs", dropped={}, crawl="")
    environment = {
        "MOODREC_ENGINE": "duckdb",
        "MOODREC_OFFLINE": "1",
        "MOODREC_REFERENCE": str(tmp_path / "songs.parquet"),
        "MOODREC_DATA_DIR": str(tmp_path / "data"),
        "MOODREC_PLANE": "component",
    }
    with running_app(environment) as app:
        visitor = Visitor(browser.new_page(), app)
        yield visitor
        visitor.page.close()
        assert visitor.errors == []


def window_of(visitor: Visitor) -> Window:
    across, up = visitor.page.evaluate(
        """chart => {
            const { xaxis, yaxis } = document.querySelector(chart)._fullLayout;
            return [xaxis.range, yaxis.range];
        }""",
        PLANE,
    )
    return Window(across[0], up[0], across[1], up[1])


def test_a_click_changes_the_list_and_a_closer_look_finds_every_song(
    visitor: Visitor, packaged: ReferenceSet
) -> None:
    page = visitor.page
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    first = page.locator(".st-key-pick").inner_text()
    visitor.click_at(PLANE, *SPOT)
    visitor.see_seed(*SPOT, within=PIXEL)
    assert page.locator(".st-key-pick").inner_text() != first

    visitor.open(f"?track={KNOWN}")  # a closer look goes to the seed, where there are songs
    visitor.see_seed(*SEED)
    page.locator(".st-key-square-plane .moodrec-plane").focus()
    for _ in range(4):
        before = window_of(visitor)
        page.keyboard.press("+")
        page.wait_for_function(
            "([chart, left]) => document.querySelector(chart)._fullLayout.xaxis.range[0] !== left",
            arg=[PLANE, before.left],
        )
    found = best_known(packaged, window_of(visitor))
    page.wait_for_function(f"count => {CLOSER}.x.length === count", arg=found.songs)
    ids = [packaged.placed(row).track.id for row in found.rows.tolist()]
    assert page.evaluate(f"{CLOSER}.customdata") == ids

    best = packaged.placed(int(found.rows[0]))
    visitor.click_at(PLANE, best.point.valence, best.point.energy)
    page.wait_for_url(lambda url: "track=" in url)
    visitor.see_seed(best.point.valence, best.point.energy)

    page.get_by_role("link", name="Explore").click()
    expect(page.get_by_text("search them. This needs them in memory")).to_be_visible()
    page.get_by_role("link", name="Find").click()
    page.wait_for_selector(f"{PLANE} .main-svg")
