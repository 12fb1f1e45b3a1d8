"""A playlist of 10,000 tracks placed and compared, against reading its CSV alone with pandas."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from moodrec import brought
from moodrec.placed import PlacedSongs
from moodrec.placement import place
from moodrec.playlist.versus import versus
from tests.benchmarks.report import Report, alternately, seconds
from tests.benchmarks.sets import large_set, resampled, written
from tests.test_pages import APP

TRACKS = 10_000
FEW = 30
ROWS = 114_000
MOST = 3.0  # times reading
ONCE = 60.0  # of a set whose titles repeat; where all differ it takes ten times as long
MADE = 40.0  # what a list takes once when it is ordered or taken away
AGAIN = 4.0  # more dots and rows are drawn


def exported(tracks: pd.DataFrame) -> bytes:
    """These tracks as a CSV table of exportify.net (synthetic)."""
    names = ("danceability", "energy", "loudness", "speechiness", "acousticness",
             "instrumentalness", "liveness", "valence", "tempo")  # fmt: skip
    table = pd.DataFrame(
        {
            "Track URI": "spotify:track:" + tracks["id"],
            "Track Name": tracks["name"],
            "Album Name": tracks["album"],
            "Artist Name(s)": tracks["artists"].str.join(";"),
            "Release Date": "2019-06-14",
            "Duration (ms)": tracks["duration_ms"].astype(int),
            "Popularity": tracks["popularity"].astype(int),
            "Explicit": "false",
            "Added By": "somebody",
            "Added At": "2020-01-02T03:04:05Z",
            "Genres": tracks["genre"],
            "Record Label": "A label",
            **{name.title(): tracks[name] for name in names},
            "Key": 1,
            "Mode": 1,
            "Time Signature": 4,
        }
    )
    return table.to_csv(index=False).encode()


@contextmanager
def offline(table: Path) -> Iterator[None]:
    """An app that runs in here takes that table as its reference set, and asks nobody."""
    here = {"OFFLINE": "1", "DATA_DIR": str(table.parent), "REFERENCE": str(table)}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in here.items():
            patch.setenv(f"MOODREC_{name}", value)
        yield


def page_with(content: bytes) -> AppTest:
    """The page Playlist with a list that was brought to it."""
    page = AppTest.from_file(APP, default_timeout=120).run()
    page = page.switch_page("pages/playlist.py").run()
    uploaded = page.file_uploader(key="bring-files-A")
    return uploaded.set_value([("list.csv", content, "text/csv")]).run()


def main() -> None:
    """Prints the ratios; fails when one misses its bound."""
    reference, tracks = large_set(ROWS), resampled(ROWS)
    content = exported(tracks.iloc[:TRACKS])
    (first,) = brought.read(content, "playlist.csv")
    assert place(first, reference).counts["reference set"] == TRACKS

    def ours() -> object:
        (one,) = brought.read(content, "playlist.csv")
        placed = place(one, reference)
        return placed.valence, placed.energy, placed.weights

    def parsing() -> float:
        return seconds(lambda: pd.read_csv(io.BytesIO(content)))

    def ratio(work: Callable[[], object]) -> float:
        both, alone = alternately(lambda: seconds(work), parsing, rounds=25)
        return both / alone

    report = Report(f"A playlist of {TRACKS:,} tracks over {ROWS:,} (synthetic)")
    report.line("read and placed / pandas.read_csv alone", ratio(ours), most=MOST)

    def compared(other: PlacedSongs) -> object:
        return versus(place(first, reference).songs, other)

    # Made once in a process, for the first two long lists: the numbers of the set's recordings.
    once = seconds(lambda: reference.recordings)
    report.line("recordings numbered, once / pandas.read_csv", once / parsing(), most=ONCE)
    for start, what in ((TRACKS // 2, "a list that has half of it"), (ROWS // 2, "another list")):
        (brought_,) = brought.read(exported(tracks.iloc[start : start + TRACKS]), "other.csv")
        told = ratio(partial(compared, place(brought_, reference).songs))
        report.line(f"placed and compared with {what} / pandas.read_csv", told, most=MOST)
    songs = ratio(lambda: tuple(place(first, reference).songs))
    report.line("placed, every song made / pandas.read_csv", songs, most=MADE)
    with tempfile.TemporaryDirectory() as folder, offline(written(ROWS, Path(folder))):
        long, short = page_with(content), page_with(exported(tracks.iloc[:FEW]))
        with_all, with_few = alternately(
            lambda: seconds(long.run), lambda: seconds(short.run), rounds=9
        )
    report.line(
        f"the page run again with all of it / with {FEW} songs", with_all / with_few, most=AGAIN
    )
    report.done()


if __name__ == "__main__":
    main()
