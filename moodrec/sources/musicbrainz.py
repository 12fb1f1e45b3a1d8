"""MusicBrainz: which recordings a track is, without a key.

API facts: https://musicbrainz.org/doc/MusicBrainz_API (`/isrc` and `/url`; what is unknown is a
404) and https://musicbrainz.org/doc/MusicBrainz_API/Rate_Limiting (one request a second from
one address, 503 above, and a User-Agent that names application, version and a contact).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from moodrec.sources import payload
from moodrec.sources.http import HttpClient
from moodrec.sources.pacing import PacedAdapter, Pacer

PACER = Pacer(interval=1.0)
"""The pace of the whole process, however many ask."""
MOST_RECORDINGS = 10
"""Most recordings that one track is taken for: an ISRC should have one."""

_ISRC = re.compile("[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")


class MusicBrainz:
    """Asks MusicBrainz at `base_url`, at the pace of `pacer`; `contact` is named to it."""

    name = "MusicBrainz"

    def __init__(self, base_url: str, contact: str | None = None, pacer: Pacer = PACER) -> None:
        busy = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
        self._http = HttpClient(
            self.name, base_url, contact=contact, adapter=PacedAdapter(pacer), busy=busy
        )

    def of_isrc(self, isrc: str) -> tuple[str, ...]:
        """The MBIDs of the recordings with an ISRC, none when it is unknown or no ISRC.

        Raises SourceError.
        """
        code = isrc.replace("-", "").upper()
        if not _ISRC.fullmatch(code):
            return ()
        answer = self._answer(f"/isrc/{code}", {"inc": "artist-credits"})
        return _mbids(payload.items(self.name, answer, "recordings")) if answer else ()

    def of_address(self, address: str) -> tuple[str, ...]:
        """The MBIDs of the recordings that somebody linked with a web page, such as a track's.

        None when nobody did. Raises SourceError.
        """
        answer = self._answer("/url", {"resource": address, "inc": "recording-rels"})
        if not answer:
            return ()
        relations = payload.items(self.name, answer, "relations")
        return _mbids(payload.inner(relation, "recording") for relation in relations)

    def _answer(self, path: str, params: Mapping[str, str]) -> Mapping[str, Any] | None:
        response = self._http.get(path, {**params, "fmt": "json"})
        if response.status_code == HTTPStatus.NOT_FOUND:
            return None
        return payload.mapping(self.name, self._http.json_of(response))


def _mbids(recordings: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    found = filter(None, (payload.mbid(recording.get("id")) for recording in recordings))
    return tuple(dict.fromkeys(found))[:MOST_RECORDINGS]
