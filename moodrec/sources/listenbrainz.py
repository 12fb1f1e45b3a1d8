"""ListenBrainz labs: which recordings people play in one sitting, without a key.

API facts: https://labs.api.listenbrainz.org and the queries in
https://github.com/metabrainz/listenbrainz-server (`listenbrainz/labs_api`). It is experimental:
rows come in no order and may repeat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from moodrec.links import is_track_id
from moodrec.sources import payload
from moodrec.sources.http import HttpClient

ALGORITHM = (
    "session_based_days_7500_session_300_contribution_5_threshold_15_limit_50_skip_30"
    "_top_n_listeners_1000"
)
"""The one behind ListenBrainz' own pages; the service takes none but those it lists."""


class ListenBrainzLabs:
    """Asks ListenBrainz labs at `base_url`; `contact` is named to it."""

    name = "ListenBrainz"

    def __init__(self, base_url: str, contact: str | None = None) -> None:
        self._http = HttpClient(self.name, base_url, contact=contact)

    def similar(self, mbids: Sequence[str]) -> dict[str, float]:
        """What is played together with some recordings: MBIDs with scores above 0.

        A score counts sittings; of several the highest is taken. Raises SourceError.
        """
        scores: dict[str, float] = {}
        question = [{"recording_mbids": list(mbids), "algorithm": ALGORITHM}]
        for row in self._rows("/similar-recordings/json", question):
            mbid, score = payload.mbid(row.get("recording_mbid")), payload.number(row.get("score"))
            if mbid and score:
                scores[mbid] = max(score, scores.get(mbid, 0.0))
        return scores

    def canonical(self, mbids: Sequence[str]) -> tuple[str, ...]:
        """The recordings that ListenBrainz counts in place of others. Raises SourceError.

        Of the many recordings of one song its data hang on one.
        """
        rows = self._rows("/recording-mbid-lookup/json", _each(mbids))
        found = (payload.mbid(row.get("canonical_recording_mbid")) for row in rows)
        return tuple(dict.fromkeys(filter(None, found)))

    def track_ids(self, mbids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The Spotify track ids of recordings, by MBID; an unknown one is absent.

        Takes at most 25. Raises SourceError.
        """
        found: dict[str, tuple[str, ...]] = {}
        for row in self._rows("/spotify-id-from-mbid/json", _each(mbids)):
            mbid, ids = payload.mbid(row.get("recording_mbid")), row.get("spotify_track_ids")
            told = tuple(filter(is_track_id, filter(None, map(payload.text, _listed(ids)))))
            if mbid and mbid in mbids and told:
                found[mbid] = tuple(dict.fromkeys(found.get(mbid, ()) + told))
        return found

    def _rows(self, path: str, question: list[dict[str, Any]]) -> Iterable[Mapping[str, Any]]:
        """The rows of an answer; none when it knows nothing that was named (404)."""
        response = self._http.post(path, question)
        if response.status_code == HTTPStatus.NOT_FOUND:
            return ()
        return payload.rows(self.name, self._http.json_of(response))


def _each(mbids: Iterable[str]) -> list[dict[str, Any]]:
    return [{"recording_mbid": mbid} for mbid in mbids]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
