"""A playlist of 10,000 tracks read and placed, against reading its CSV alone with pandas."""

from __future__ import annotations

import io

import pandas as pd

from moodrec import brought
from moodrec.placement import place
from tests.benchmarks.report import Report, alternately, seconds
from tests.benchmarks.sets import large_set, resampled

TRACKS = 10_000
ROWS = 114_000
MOST = 3.0  # times reading: what is left of it belongs to comparing


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
    reference = large_set(ROWS)
    content = exported(resampled(ROWS).iloc[:TRACKS])
    (first,) = brought.read(content, "playlist.csv")
    assert place(first, reference).counts["reference set"] == TRACKS

    def ours() -> object:
        (one,) = brought.read(content, "playlist.csv")
        placed = place(one, reference)
        return placed.valence, placed.energy, placed.weights

    report = Report(f"A playlist of {TRACKS:,} tracks over {ROWS:,} (synthetic)")
    both, parsing = alternately(
        lambda: seconds(ours), lambda: seconds(lambda: pd.read_csv(io.BytesIO(content))), rounds=25
    )
    report.line("read and placed / pandas.read_csv alone", both / parsing, most=MOST)
    lists = [brought.read(exported(resampled(ROWS).iloc[n : n + TRACKS]), "b.csv")[0]
             for n in (TRACKS // 2, ROWS // 2)]  # fmt: skip
    others = [place(one, reference).songs for one in lists]
    once = seconds(lambda: reference.recordings)

    def compared(other: Songs) -> object:
        return versus(place(first, reference).songs, other)

    for what, other in zip(("half its songs", "other songs"), others, strict=True):
        both, parsing = alternately(
            lambda other=other: seconds(lambda: compared(other)), parsed, rounds=25
        )
        report.line(f"placed and compared with {what} / pandas.read_csv", both / parsing, most=MOST)
    report.done()


if __name__ == "__main__":
    main()
