"""The popover that takes a list away, the link that restores a page, songs handed over."""

import subprocess
import sys
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from moodrec import figures, sharing
from moodrec.cli import main
from moodrec.figures import DARK, LIGHT
from tests.conftest import KNOWN
from tests.test_pages import open_page


@pytest.fixture(autouse=True)
def _fresh_process_caches() -> None:
    st.cache_resource.clear()


def small_page() -> None:
    import streamlit as st  # noqa: PLC0415

    from moodrec.listing import Entry, Listing  # noqa: PLC0415
    from moodrec.model import Track  # noqa: PLC0415
    from moodrec.ui import frame, handover, takeaway  # noqa: PLC0415

    st.session_state[frame._OPENED] = True
    frame.enter("pages/journey.py")
    state = takeaway.restored("journey") or {}
    st.text(f"state: {sorted(state.items())}")
    songs = (Entry(Track("0" * 22, "Song", "test")),) * st.session_state.get("songs", 1)
    takeaway.show(
        lambda: Listing("Calm", songs), key="journey", state=lambda: {"v": "1" * len(songs)}
    )
    st.text(f"handed: {handover.received('journey')}")


def opened(at: AppTest, key: str) -> AppTest:
    """The page with the popover open: it is filled no earlier."""
    assert not at.get("download_button")
    at.session_state[f"takeaway-{key}"] = True
    return at.run()


def blocks(at: AppTest) -> list[str]:
    return [one.value for one in at.code]


def test_all_formats_links_and_the_address_are_offered_for_an_answer() -> None:
    at = opened(open_page(track=KNOWN, n="12"), "find")
    labels = [one.proto.label for one in at.get("download_button")]
    assert labels == ["CSV", "JSON", "M3U8", "XSPF", "JSPF", "Links", "Picture as a page"]
    links, address = blocks(at)
    assert links.count("https://open.spotify.com/track/") == 12
    assert address.endswith((f"?n=12&track={KNOWN}", f"?track={KNOWN}&n=12"))


def test_a_link_restores_the_state_once() -> None:
    at = AppTest.from_function(small_page)
    at.query_params["state"] = sharing.encode("journey", {"shape": "arc", "songs": [1]})
    at = at.run()
    assert not at.exception
    assert at.text[0].value == "state: [('shape', 'arc'), ('songs', [1])]"
    assert "state" not in at.query_params
    assert at.run().text[0].value == "state: []"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("abc", "damaged"),
        (sharing.encode("explore", {}), "another page"),
        (sharing.encode("journey", {"a": 1})[:-1], "damaged"),
    ],
)
def test_a_foreign_or_broken_state_is_a_sentence_and_a_fresh_page(state: str, words: str) -> None:
    at = AppTest.from_function(small_page)
    at.query_params["state"] = state
    at = at.run()
    assert not at.exception
    assert words in at.warning[0].value
    assert at.text[0].value == "state: []"
    assert not at.run().warning


def test_the_link_of_a_page_holds_its_state() -> None:
    at = opened(AppTest.from_function(small_page).run(), "journey")
    text = blocks(at)[-1].partition("?state=")[2]
    assert sharing.decode(text) == sharing.Shared("journey", {"v": "1"})


def test_a_list_without_songs_has_no_files_and_a_long_one_no_block() -> None:
    at = AppTest.from_function(small_page)
    at.session_state["songs"] = 0
    at = opened(at.run(), "journey")
    assert not at.get("download_button")
    at.session_state["songs"] = 501
    at.session_state["takeaway-journey"] = True
    at = at.run()
    assert len(at.get("download_button")) == 6
    assert not any("open.spotify.com" in block for block in blocks(at))


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_a_figure_as_a_page_asks_no_other_host_and_escapes_foreign_text(
    palette: figures.Palette,
) -> None:
    foreign = "</script><script>alert('1')</script>"
    html = figures.page(figures.Figure(), foreign, foreign, palette).decode()
    assert foreign not in html
    assert "alert('1')" not in html
    assert "<script src" not in html
    assert len(html) < 6_000_000


def test_the_command_line_writes_every_format(
    capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    for name in ("csv", "json", "m3u8", "xspf", "jspf", "links"):
        file = tmp_path / f"list.{name}"
        assert main(["recommend", KNOWN, "--format", name]) == 0
        printed = capsysbinary.readouterr().out
        assert printed.count(b"https://open.spotify.com/track/") == 5
        assert main(["recommend", KNOWN, "--format", name, "--output", str(file)]) == 0
        assert file.read_bytes() == printed
        assert capsysbinary.readouterr().out == b""


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [("list.doc", 2, "--format"), ("nowhere/list.csv", 3, "cannot be written")],
)
def test_a_file_that_cannot_be_written_is_one_line(
    name: str, code: int, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recommend", KNOWN, "--output", str(tmp_path / name)]) == code
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1


def test_titles_are_written_in_utf_8_whatever_the_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-m", "moodrec", "recommend", KNOWN, "--format", "xspf"],
        env={"PYTHONIOENCODING": "ascii", "MOODREC_OFFLINE": "1"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert done.stdout.decode()
