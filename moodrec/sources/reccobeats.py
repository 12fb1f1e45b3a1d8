"""ReccoBeats: titles and audio features without a key.

API facts: https://reccobeats.com/docs (endpoints `/track` and `/audio-features`). Its own
ids differ from Spotify's, which stand at the end of `href`; unknown ids are simply absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from moodrec.links import is_track_id
from moodrec.model import AudioFeatures, Track
from moodrec.sources import payload
from moodrec.sources.http import HttpClient

BATCH = 40
"""Most ids in one request: https://reccobeats.com/docs, "size must be between 1 and 40"."""


class ReccoBeats:
    """A feature source and a catalogue that asks ReccoBeats at `base_url`."""

    name = "ReccoBeats"

    def __init__(self, base_url: str) -> None:
        self._http = HttpClient(self.name, base_url)

    def features(self, track_ids: Iterable[str]) -> Mapping[str, AudioFeatures]:
        """The features of the tracks it knows, by track id. Raises SourceError."""
        return {
            track_id: payload.audio_features(row, track_id, self.name)
            for track_id, row in self._rows("/audio-features", track_ids)
        }

    def track(self, track_id: str) -> Track | None:
        """The track with its title, or None. Raises SourceError."""
        for found, row in self._rows("/track", [track_id]):
            return Track(
                id=found,
                name=payload.text(row.get("trackTitle")),
                source=self.name,
                artists=payload.names(row.get("artists")),
                popularity=payload.number(row.get("popularity"), 0, 100),
                duration_ms=payload.whole(row.get("durationMs")),
                isrc=payload.text(row.get("isrc")),
                fetched_at=payload.now(),
            )
        return None

    def _rows(self, path: str, track_ids: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yields the rows that belong to the asked ids, joined by the id inside `href`."""
        wanted = list(dict.fromkeys(filter(is_track_id, track_ids)))
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            answer = self._http.get_json(path, {"ids": ",".join(batch)})
            for row in payload.items(self.name, answer, "content"):
                track_id = (payload.text(row.get("href")) or "").rpartition("/")[2]
                if track_id in batch:
                    yield track_id, row
