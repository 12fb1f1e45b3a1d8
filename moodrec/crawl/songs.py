"""Gathered songs as a table in moodrec's columns."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from moodrec.layouts import ARTIST_SEPARATOR, NEEDED, OPTIONAL
from moodrec.model import FEATURE_NAMES, AudioFeatures, Track
from moodrec.rows import RANGES


def frame(songs: Iterable[tuple[Track, AudioFeatures]]) -> pd.DataFrame:
    """One row a song, as `schema.STORED` asks.

    `source` is who told the mood, `title_source` who told the title where that was somebody
    else; `fetched_at` is the older of the two times.
    """
    table = pd.DataFrame([_row(*song) for song in songs], columns=[*NEEDED, *OPTIONAL])
    kinds = {name: "float64" if name in RANGES else "str" for name in table.columns}
    return table.astype(kinds)


def _row(track: Track, features: AudioFeatures) -> dict[str, object]:
    times = [told.fetched_at for told in (track, features) if told.fetched_at]
    return {
        "id": track.id,
        "name": track.name or "",
        "artists": ARTIST_SEPARATOR.join(n.replace(ARTIST_SEPARATOR, ",") for n in track.artists),
        "genre": track.genre or "",
        "album": track.album or "",
        "isrc": track.isrc or "",
        "popularity": track.popularity,
        "duration_ms": track.duration_ms,
        "year": track.year,
        "explicit": track.explicit,
        "playlists": "",
        "source": features.source,
        "title_source": track.source if track.source != features.source else "",
        "fetched_at": min(times).isoformat(timespec="seconds") if times else "",
        **{name: getattr(features, name) for name in FEATURE_NAMES},
    }
