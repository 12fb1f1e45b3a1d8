"""What playlists tell of a song, in 114,000 tracks and 5,000 playlists: next to a query's time."""

from __future__ import annotations

from functools import partial

import numpy as np

from moodrec import recommend
from moodrec.ears.playlists import PlaylistsEar
from moodrec.memberships import Memberships
from moodrec.model import MAX_SEEDS, Query, Seed
from moodrec.recommend import Index
from tests.benchmarks.report import Report, median_seconds
from tests.benchmarks.sets import large_set

ROWS = 114_000
PLAYLISTS = 5_000
ON_EACH = 80  # songs


def made_up_playlists() -> Memberships:
    """Playlists that hold few songs often and most seldom."""
    random = np.random.default_rng(seed=3)
    drawn = (ROWS * random.random((PLAYLISTS, ON_EACH)) ** 2).astype(np.int32)
    rows = [np.unique(one) for one in drawn]
    places = np.repeat(np.arange(PLAYLISTS, dtype=np.int32), [len(one) for one in rows])
    return Memberships(tuple(f"p{at:04d}" for at in range(PLAYLISTS)), np.concatenate(rows), places)


def main() -> None:
    """Prints the ratios; fails when one misses its bound."""
    tracks = large_set(ROWS)
    index, ear = Index(tracks), PlaylistsEar(tracks, made_up_playlists())
    songs = [tracks.placed(row) for row in range(0, ROWS, ROWS // MAX_SEEDS)][:MAX_SEEDS]
    seeds = [Seed(song.point, song.track, song.features) for song in songs]
    query = Query(songs[0].track.id, n=50)
    asked = median_seconds(lambda: recommend.search(index, seeds[:1], [], query), 51)
    report = Report(f"{PLAYLISTS:,} playlists of {ROWS:,} tracks (synthetic)")
    for told, most in ((seeds[:1], 1.5), (seeds, 8)):
        heard = median_seconds(partial(ear.hear, told, 0), 51)
        report.line(f"hearing of {len(told)} / a query for 50 songs", heard / asked, most=most)
    report.done()


if __name__ == "__main__":
    main()
