"""A playlist of 10,000 tracks placed and compared, against reading its CSV alone with pandas."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

import pandas as pd

from moodrec import brought
from moodrec.placed import PlacedSongs
from moodrec.placement import place
from moodrec.playlist.versus import versus
from tests.benchmarks.report import Report, alternately, seconds
from tests.benchmarks.sets import large_set, resampled

TRACKS = 10_000
ROWS = 114_000
MOST = 3.0  # times reading
ONCE = 60.0
MADE = 30.0  # what a page takes at most for a list that is ordered or taken away


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

    # Once in a process, for the first two lists of a set: the numbers of its recordings.
    once = seconds(lambda: reference.recordings)
    report.line("recordings numbered, once / pandas.read_csv", once / parsing(), most=ONCE)
    for start, what in ((TRACKS // 2, "a list that has half of it"), (ROWS // 2, "another list")):
        (brought_,) = brought.read(exported(tracks.iloc[start : start + TRACKS]), "other.csv")
        told = ratio(partial(compared, place(brought_, reference).songs))
        report.line(f"placed and compared with {what} / pandas.read_csv", told, most=MOST)
    songs = ratio(lambda: tuple(place(first, reference).songs))
    report.line("placed, every song made / pandas.read_csv", songs, most=MADE)
    report.done()


if __name__ == "__main__":
    main()
