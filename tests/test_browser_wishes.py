"""The shaped list as a person meets it: presets, knobs, filters, seeds, and late listening data."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, ViewportSize, expect

from moodrec.reference import ReferenceSet
from tests.browser import PLANE, Visitor, running_app
from tests.conftest import KNOWN
from tests.loopback import Fault, Loopback

SEED = (0.43, 0.63)
OTHERS = "sound=0.25&share=playlists:1&share=ListenBrainz:1"


@pytest.fixture(scope="module")
def services() -> Iterator[Loopback]:
    with Loopback().serving() as server:
        yield server


@pytest.fixture(scope="module")
def app(services: Loopback, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = {"MOODREC_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    with running_app({**services.addresses, **folder}) as address:
        yield address


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=ViewportSize(width=1280, height=900)) as context:
        yield context


@pytest.fixture
def visitor(context: BrowserContext, app: str) -> Iterator[Visitor]:
    visitor = Visitor(context.new_page(), app)
    yield visitor
    visitor.page.close()
    assert visitor.errors == []


def titles(visitor: Visitor) -> list[str]:
    """The songs of the list, in its order."""
    return visitor.page.locator(".st-key-pick label strong").all_inner_texts()


def button(visitor: Visitor, name: str | re.Pattern[str]) -> Locator:
    return visitor.page.get_by_role("button", name=name)


def test_a_preset_is_one_click_and_back_leads_to_the_list_before(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    before = titles(visitor)
    visitor.page.get_by_role("radio", name="Hidden gems").click()
    visitor.page.wait_for_url(re.compile("familiar=-1"))
    visitor.settle()
    after = titles(visitor)
    assert after != before
    visitor.page.go_back()
    visitor.page.wait_for_url(lambda url: "familiar" not in url)
    expect(visitor.page.locator(".st-key-pick label strong")).to_have_text(before)
    expect(visitor.page.get_by_role("radio", name="Same mood").first).to_be_checked()


def test_a_knob_is_turned_by_keyboard_and_a_reload_keeps_the_list(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    button(visitor, "Knobs").click()
    knob = visitor.page.get_by_role("slider", name="Obscure ↔ familiar")
    knob.focus()
    for _ in range(3):
        visitor.page.keyboard.press("ArrowRight")
    visitor.page.wait_for_url(re.compile(r"familiar=0\.15"))
    visitor.settle()
    expect(knob).to_have_value("0.15")
    shaped = titles(visitor)
    visitor.page.reload()
    visitor.see_seed(*SEED)
    assert titles(visitor) == shaped


def test_a_filter_stays_open_while_it_is_changed_and_its_button_counts(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}")
    visitor.see_seed(*SEED)
    button(visitor, "Filters").click()
    button(visitor, re.compile("^remix ·")).click()
    visitor.page.wait_for_url(re.compile("no=remix"))
    button(visitor, re.compile("^live ·")).click()
    visitor.page.wait_for_url(re.compile("no=live"))
    expect(visitor.page.get_by_text("songs may be picked")).to_be_visible()
    expect(visitor.page.get_by_text("Filters: “no remix”, “no live”.")).to_be_visible()
    visitor.page.keyboard.press("Escape")
    visitor.settle()
    assert not [title for title in titles(visitor) if "Remix" in title]


def test_an_empty_list_is_relaxed_with_one_click(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}&range=tempo:1:2")
    visitor.see_seed(*SEED)
    expect(visitor.page.get_by_text("No song passes your filters")).to_be_visible()
    button(visitor, "Do without the range of tempo").click()
    visitor.page.wait_for_url(lambda url: "range" not in url)
    expect(visitor.page.locator(".st-key-pick label strong")).to_have_count(10)


def test_what_changes_more_than_the_answer_draws_all_of_the_page(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.app}/?track={KNOWN}&order=alphabetical")
    button(visitor, "Back to the usual wishes").click()
    visitor.see_seed(*SEED)
    expect(button(visitor, "Knobs")).to_be_visible()
    assert "order" not in visitor.page.url


def test_two_seeds_and_one_against_are_drawn(visitor: Visitor) -> None:
    visitor.open(f"?track={KNOWN}&more=0.6,0.5&less=0.3,0.8")
    visitor.see_seed(0.515 + 0.25 * 0.215, 0.565 + 0.25 * (0.565 - 0.8), within=1e-4)
    drawn = visitor.page.evaluate(
        "chart => document.querySelector(chart).data.map(one => one.name)", PLANE
    )
    assert {"added seeds", "subtracted seeds"} <= set(drawn)
    button(visitor, "not like The mood 0.3,0.8").click()
    visitor.page.wait_for_url(lambda url: "less" not in url)


def test_what_others_play_joins_the_list_and_says_so(
    visitor: Visitor, services: Loopback, packaged: ReferenceSet
) -> None:
    near = next(
        packaged.placed(row).track
        for row in range(len(packaged))
        if abs(packaged.valence[row] - 430_000) < 30_000
        and abs(packaged.energy[row] - 630_000) < 30_000
        and packaged.placed(row).track.id != KNOWN
    )
    services.play_together(f"https://open.spotify.com/track/{KNOWN}", {near.id: 9.0})
    visitor.open(f"?track={KNOWN}&{OTHERS}")
    visitor.see_seed(*SEED)
    said = visitor.page.locator(".st-key-pick").get_by_text("played by the same people")
    expect(said).to_have_count(1)
    assert titles(visitor)[0] == near.title


@contextmanager
def visitor_while(fault: Fault, browser: Browser, folder: Path) -> Iterator[Visitor]:
    """A visitor who wants to know what others play while MusicBrainz answers with a fault."""
    with Loopback().serving() as services:
        services.fail("/musicbrainz", fault)
        with running_app({**services.addresses, "MOODREC_DATA_DIR": str(folder)}) as address:
            visitor = Visitor(browser.new_page(), address)
            visitor.open(f"?track={KNOWN}&{OTHERS}")
            visitor.see_seed(*SEED)
            expect(visitor.page.locator(".st-key-pick label strong")).to_have_count(10)
            yield visitor
            visitor.page.close()


def test_listening_data_that_is_late_never_delays_the_list_and_is_named(
    browser: Browser, tmp_path: Path
) -> None:
    with visitor_while(Fault(hang=True), browser, tmp_path) as visitor:
        # On a busy machine the page is first seen when it is no longer waited for.
        late = re.compile("did not answer (within two seconds|in time)")
        expect(visitor.page.get_by_text(late)).to_be_visible(timeout=8_000)


def test_listening_data_that_is_down_is_named_once_and_the_list_stays(
    browser: Browser, tmp_path: Path
) -> None:
    with visitor_while(Fault(status=500), browser, tmp_path) as visitor:
        expect(visitor.page.get_by_text("MusicBrainz cannot be reached")).to_have_count(1)
