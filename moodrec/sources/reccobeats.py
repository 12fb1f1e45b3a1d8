"""ReccoBeats: titles and audio features without a key.

API facts: https://reccobeats.com/docs (endpoints `/track`, `/audio-features` and
`/track/recommendation`). Its own ids differ from Spotify's, which stand at the end of `href`;
unknown ids are simply absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from moodrec.links import is_track_id
from moodrec.model import AudioFeatures, MoodPoint, Track
from moodrec.sources import payload
from moodrec.sources.http import HttpClient
from moodrec.sources.limits import RECCOBEATS_IDS


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

    def features_of_recordings(self, isrcs: Iterable[str]) -> Mapping[str, AudioFeatures]:
        """The features of the recordings it knows, by ISRC. Raises SourceError.

        Another release of the same recording may be known where a track id is not. Takes at
        most 40; that the service takes ISRCs at all is not documented.
        """
        wanted = set(isrcs)
        rows = self._rows_if_any("/audio-features", {"ids": ",".join(sorted(wanted))})
        return {
            isrc: payload.audio_features(row, track_id, self.name)
            for track_id, row in rows
            if (isrc := payload.text(row.get("isrc"))) in wanted
        }

    def track(self, track_id: str) -> Track | None:
        """The track with its title, or None. Raises SourceError."""
        return self.tracks([track_id]).get(track_id)

    def tracks(self, track_ids: Iterable[str]) -> Mapping[str, Track]:
        """The tracks it knows with their titles, by track id. Raises SourceError."""
        return {found: self._track(row, found) for found, row in self._rows("/track", track_ids)}

    def recommended(self, seeds: Iterable[str], mood: MoodPoint, size: int) -> tuple[Track, ...]:
        """Up to `size` (1 to 100) tracks near a mood that go with 1 to 5 seed tracks.

        None when it knows none of the seeds. Raises SourceError.
        """
        wanted = {
            "seeds": ",".join(seeds),
            "size": str(size),
            "valence": f"{mood.valence:g}",
            "energy": f"{mood.energy:g}",
        }
        rows = self._rows_if_any("/track/recommendation", wanted)
        return tuple(self._track(row, track_id) for track_id, row in rows if is_track_id(track_id))

    def _track(self, row: Mapping[str, Any], track_id: str) -> Track:
        return Track(
            id=track_id,
            name=payload.text(row.get("trackTitle")),
            source=self.name,
            artists=payload.names(row.get("artists")),
            popularity=payload.number(row.get("popularity"), 0, 100),
            duration_ms=payload.whole(row.get("durationMs")),
            isrc=payload.text(row.get("isrc")),
            fetched_at=payload.now(),
        )

    def _rows_if_any(
        self, path: str, params: Mapping[str, str]
    ) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """The rows of an answer; none when it says that it knows nothing that was named (400)."""
        response = self._http.get(path, params)
        if response.status_code == HTTPStatus.BAD_REQUEST:
            return ()
        return self._told(self._http.json_of(response))

    def _told(self, answer: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yields the rows of an answer, each with the Spotify id at the end of its `href`."""
        for row in payload.items(self.name, answer, "content"):
            yield (payload.text(row.get("href")) or "").rpartition("/")[2], row

    def _rows(self, path: str, track_ids: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yields the rows that belong to the asked ids, joined by the id inside `href`."""
        wanted = list(dict.fromkeys(filter(is_track_id, track_ids)))
        for start in range(0, len(wanted), RECCOBEATS_IDS):
            batch = wanted[start : start + RECCOBEATS_IDS]
            answer = self._http.get_json(path, {"ids": ",".join(batch)})
            yield from (told for told in self._told(answer) if told[0] in batch)
