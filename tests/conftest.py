"""What tests share: a clean environment, the loopback server, reference sets."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import hypothesis
import plotly.graph_objects as go
import pytest
import stamina
from playwright.sync_api import Browser, sync_playwright

from moodrec import reference
from moodrec.figures import drawing
from moodrec.reference import ReferenceSet
from moodrec.sources import musicbrainz, spotify
from moodrec.store import FeatureStore
from tests.browser import launch
from tests.loopback import CLIENT_ID, CLIENT_SECRET, Loopback

REAL_TABLES = Path(__file__).parents[2] / "shared" / "data"
KNOWN = "2wrJq5XKLnmhRXHIAf9xBa"  # 10,000 Hours, in the packaged reference set
UNKNOWN = "01K4zKU104LyJ8gMb7227B"  # not in it
OTHER = "3JOVTQ5h8HGFnDdp4VT3MP"  # not in it either

# A busy machine is no failure: nothing is held against a clock.
hypothesis.settings.register_profile("moodrec", deadline=None)
hypothesis.settings.load_profile("moodrec")


@pytest.fixture(autouse=True)
def _clean_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No setting of this machine reaches a test; retries do not wait; nothing is remembered."""
    # A page under test takes the place of __main__, which a process that is started runs again.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    for name in os.environ:
        if name.startswith(("MOODREC_", "SPOTIPY_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("MOODREC_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MOODREC_PLANE", "chart")  # a page that no browser shows runs no component
    monkeypatch.setattr(musicbrainz.PACER, "interval", 0.0)
    spotify._closed_features.clear()
    with stamina.set_testing(testing=True, attempts=3, cap=True):
        yield


@pytest.fixture(autouse=True)
def _checked_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plotly checks every figure that a test has made, in a page too: the app saves that time."""
    make = drawing.figure

    def checked(*values: Any, **named: Any) -> drawing.Figure:
        made = make(*values, **named)
        go.Figure(made.plotly().to_dict())
        return made

    monkeypatch.setattr(drawing, "figure", checked)


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with Loopback().serving() as server:
        yield server


@pytest.fixture
def online(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """The loopback server, with the environment pointing there."""
    for name, value in loopback.addresses.items():
        monkeypatch.setenv(name, value)
    return loopback


@pytest.fixture
def with_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_SPOTIFY_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("MOODREC_SPOTIFY_CLIENT_SECRET", CLIENT_SECRET)


@pytest.fixture(scope="session")
def packaged() -> ReferenceSet:
    return reference.load_packaged()


@pytest.fixture
def store(tmp_path: Path) -> FeatureStore:
    return FeatureStore(tmp_path / "features.sqlite", timedelta(days=30))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def real_table(name: str) -> Path:
    """A table of the data folder beside the project; skips the test where there is none."""
    path = REAL_TABLES / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine")
    return path


def table_of(
    path: Path, rows: list[str], header: str = "id,genre,track_name,artist_name,valence,energy"
) -> Path:
    """Writes a small table in the article's layout."""
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def an_id(number: int) -> str:
    """A valid track id; a larger number gives an id later in the order."""
    return f"{number:022d}"
