"""Spotify's Web API through spotipy: titles and search for any app, the rest for the few allowed.

API facts: https://developer.spotify.com/blog/2024-11-27-changes-to-the-web-api (features and
recommendations closed to new apps; they answer 403 or 404) and
https://developer.spotify.com/documentation/web-api/concepts/quota-modes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import spotipy
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import SpotifyClientCredentials

from moodrec.errors import (
    BadAnswer,
    BadCredentials,
    NoAccess,
    PremiumRequired,
    QuotaExceeded,
    RateLimited,
    Refused,
    SourceError,
    SourceUnavailable,
)
from moodrec.links import is_track_id
from moodrec.model import AudioFeatures, Track
from moodrec.sources import payload
from moodrec.sources.http import TIMEOUT, mapped_errors, new_session, retry_after, with_retries
from moodrec.sources.limits import SPOTIFY_FEATURES, SPOTIFY_FOUND

_T = TypeVar("_T")
_closed_features: set[str] = set()
"""Client ids that may not ask for audio features: a lasting fact of the app, so it is
remembered for the whole process and never asked again."""

# At DEBUG spotipy logs the bearer token and the client secret; failures are told by our errors.
logging.getLogger("spotipy").setLevel(logging.CRITICAL)


class Spotify:
    """A feature source and a catalogue on Spotify's Web API with an app's own keys."""

    name = "Spotify"

    def __init__(self, client_id: str, client_secret: str, api_url: str, accounts_url: str) -> None:
        self._client_id = client_id
        # spotipy's own session sleeps for the whole Retry-After, up to hours, inside the page.
        session = new_session()
        keys = SpotifyClientCredentials(
            client_id=client_id,
            client_secret=client_secret,
            requests_session=session,
            requests_timeout=TIMEOUT,
            cache_handler=MemoryCacheHandler(),
        )
        keys.OAUTH_TOKEN_URL = f"{accounts_url}/api/token"
        self._client = spotipy.Spotify(
            auth_manager=keys, requests_session=session, requests_timeout=TIMEOUT
        )
        self._client.prefix = f"{api_url}/"

    def track(self, track_id: str) -> Track | None:
        """The track, or None when Spotify does not have it. Raises SourceError."""
        try:
            answer = self._call(lambda: self._client.track(track_id))
        except Refused as error:
            if error.status == HTTPStatus.FORBIDDEN:
                raise
            return None
        return payload.track(payload.mapping(self.name, answer), track_id, self.name)

    def genre_seeds(self) -> tuple[str, ...]:
        """The genres that recommendations take as seeds. Raises SourceError.

        Refused where Spotify closed it: it answers 404 then.
        """
        answer = self._call(self._client.recommendation_genre_seeds)
        genres = payload.mapping(self.name, answer).get("genres")
        if not isinstance(genres, list):
            raise BadAnswer(self.name)
        return tuple(filter(None, map(payload.text, genres)))

    def recommended(self, genre: str, limit: int) -> tuple[Track, ...]:
        """Up to `limit` (1 to 100) tracks that Spotify recommends for a genre seed.

        Raises SourceError; Refused where the app may not ask (403 or 404).
        """
        answer = self._call(lambda: self._client.recommendations(seed_genres=[genre], limit=limit))
        return self._tracks(payload.items(self.name, answer, "tracks"), genre)

    def search(self, genre: str, offset: int) -> tuple[tuple[Track, ...], bool]:
        """Up to ten tracks of a genre from the place `offset` (0 to 1000), and if there are more.

        Entries that are null or no tracks of Spotify's own are passed over. Raises SourceError.
        """
        answer = self._call(
            lambda: self._client.search(q=f'genre:"{genre}"', limit=SPOTIFY_FOUND, offset=offset)
        )
        found = payload.inner(payload.mapping(self.name, answer), "tracks")
        tracks = self._tracks(payload.items(self.name, found, "items"), genre)
        return tracks, len(found["items"]) >= SPOTIFY_FOUND

    def ask_again(self) -> None:
        """Forgets that the app may not ask for audio features: it may by now."""
        _closed_features.discard(self._client_id)

    def features(self, track_ids: Iterable[str]) -> Mapping[str, AudioFeatures]:
        """The features of the tracks it knows, by track id.

        Raises SourceError; NoAccess without a request once Spotify has said so, until
        ask_again().
        """
        if self._client_id in _closed_features:
            raise NoAccess(self.name, "audio features")
        wanted = list(dict.fromkeys(track_ids))
        found: dict[str, AudioFeatures] = {}
        for start in range(0, len(wanted), SPOTIFY_FEATURES):
            for row in self._features_of(wanted[start : start + SPOTIFY_FEATURES]):
                track_id = payload.text(row.get("id"))
                if track_id in wanted:
                    found[track_id] = payload.audio_features(row, track_id, self.name)
        return found

    def _tracks(self, rows: Iterable[Mapping[str, Any]], genre: str) -> tuple[Track, ...]:
        found = ((row, payload.text(row.get("id")) or "") for row in rows)
        return tuple(
            payload.track(row, track_id, self.name, genre)
            for row, track_id in found
            if is_track_id(track_id)
        )

    def _features_of(self, batch: list[str]) -> list[Mapping[str, Any]]:
        try:
            answer = self._call(lambda: self._client.audio_features(batch))
        except Refused as error:
            if error.status == HTTPStatus.BAD_REQUEST:
                raise
            _closed_features.add(self._client_id)
            raise NoAccess(self.name, "audio features") from error
        if not isinstance(answer, list):
            raise BadAnswer(self.name)
        return [row for row in answer if isinstance(row, Mapping)]

    def _call(self, request: Callable[[], _T]) -> _T:
        """Runs one spotipy call; whatever it raises becomes one of our errors."""

        def once() -> _T:
            try:
                with mapped_errors(self.name):
                    return request()
            except spotipy.SpotifyOauthError as error:
                raise self._token_error(error) from error
            except spotipy.SpotifyException as error:
                raise self._api_error(error) from error
            except (AttributeError, KeyError, TypeError, RecursionError) as error:
                # spotipy reads a body of another shape, or none, without checking it.
                raise BadAnswer(self.name) from error

        return with_retries(once)

    def _token_error(self, error: spotipy.SpotifyOauthError) -> SourceError:
        if error.error in {"invalid_client", "invalid_grant", "unauthorized_client"}:
            return BadCredentials(self.name)
        return SourceUnavailable(self.name, "its log-in service failed")

    def _api_error(self, error: spotipy.SpotifyException) -> SourceError:
        status = error.http_status
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            if error.reason == "QUOTA_EXCEEDED":
                return QuotaExceeded(self.name)
            return RateLimited(self.name, retry_after(error.headers))
        if status == HTTPStatus.UNAUTHORIZED:
            return BadCredentials(self.name)
        if status == HTTPStatus.FORBIDDEN and "premium" in str(error.msg).lower():
            return PremiumRequired(self.name)
        if status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST}:
            return Refused(self.name, status)
        return SourceUnavailable(self.name, f"HTTP {status}")
