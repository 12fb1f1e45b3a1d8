"""A logged-in listener at Spotify: their name, their playlists, and new ones.

API facts: https://developer.spotify.com/documentation/web-api/tutorials/february-2026-migration-guide
(`/playlists/{id}/items`, each with `item`, open to those who own a playlist or work on it;
`POST /me/playlists`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Any, Literal

import requests

from moodrec.errors import (
    BadAnswer,
    LoginNeeded,
    NotOnList,
    PlaylistClosed,
    PremiumRequired,
    QuotaExceeded,
    RateLimited,
    Refused,
    SourceError,
    SourceUnavailable,
)
from moodrec.links import is_track_id
from moodrec.model import Track
from moodrec.sources import payload
from moodrec.sources.account import SPOTIFY, Account, Token
from moodrec.sources.http import Bearer, HttpClient, retry_after, with_retries
from moodrec.sources.limits import SPOTIFY_PAGE, SPOTIFY_PLAYLIST

MOST_PLAYLISTS = 1000
"""Most playlists that are looked through."""

Kind = Literal["track", "local file", "episode", "gone"]
"""What a place of a playlist holds: "gone" is what Spotify does not have any more."""


@dataclass(frozen=True, slots=True)
class Playlist:
    """One of the listener's own playlists, or one that they work on with others."""

    id: str
    title: str
    songs: int | None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One place of a playlist; it has a track only when its kind is "track"."""

    kind: Kind
    track: Track | None = None
    title: str = ""


class Listener:
    """One listener's account, with the token of one visit; it is renewed when it ends.

    Every method raises SourceError, among them LoginNeeded when the consent has ended, and
    NotOnList.
    """

    def __init__(self, account: Account, token: Token) -> None:
        self._account = account
        self._token = token
        self._renewing = Lock()
        # What is asked for in a listener's name shares no connection with anybody else's.
        self._http = HttpClient(SPOTIFY, account.api_url, busy=())
        self.id, self.name = self._me()

    def playlists(self) -> tuple[Playlist, ...]:
        """The playlists that are the listener's own or that they work on, the latest first."""
        rows = self._pages("/me/playlists", MOST_PLAYLISTS)
        return tuple(self._playlist(row) for row in rows if row and self._opens(row))

    def items(self, playlist_id: str) -> tuple[Row, ...]:
        """Every place of a playlist, in its order; also what is no song of Spotify's."""
        path = f"/playlists/{_part(playlist_id)}/items"
        return tuple(map(_row, self._pages(path, SPOTIFY_PLAYLIST)))

    def create_playlist(self, title: str, description: str) -> str:
        """Makes a new, private playlist; gives its id. Sent once, never repeated."""
        body = {"name": title, "description": description, "public": False}
        playlist_id = payload.text(self._ask("POST", "/me/playlists", json=body).get("id"))
        if playlist_id is None:
            raise BadAnswer(SPOTIFY)
        return playlist_id

    def add_items(self, playlist_id: str, ids: Sequence[str]) -> None:
        """Adds up to a hundred tracks at the end of a playlist. Sent once, never repeated.

        Raises Refused when one of them cannot be added.
        """
        body = {"uris": [f"spotify:track:{track_id}" for track_id in ids]}
        self._ask("POST", f"/playlists/{_part(playlist_id)}/items", json=body)

    def _me(self) -> tuple[str, str]:
        """The listener's id and name."""
        row = self._ask("GET", "/me")
        listener_id = payload.text(row.get("id"))
        if listener_id is None:
            raise BadAnswer(SPOTIFY)
        return listener_id, payload.text(row.get("display_name")) or listener_id

    def _opens(self, row: Mapping[str, Any]) -> bool:
        owner = payload.inner(row, "owner").get("id")
        return payload.text(row.get("id")) is not None and (
            owner == self.id or row.get("collaborative") is True
        )

    def _playlist(self, row: Mapping[str, Any]) -> Playlist:
        counted = payload.inner(row, "items") or payload.inner(row, "tracks")  # before 2026
        return Playlist(
            id=payload.text(row["id"]) or "",
            title=payload.text(row.get("name")) or "Untitled playlist",
            songs=payload.whole(counted.get("total")),
            description=payload.text(row.get("description")) or "",
        )

    def _pages(self, path: str, most: int) -> Iterator[Mapping[str, Any]]:
        """The entries of a long list; empty ones stand for null, so that places count.

        The address of the next page is not followed but made: it may name any host.
        """
        for start in range(0, most, SPOTIFY_PAGE):
            params = {"limit": str(SPOTIFY_PAGE), "offset": str(start)}
            page = self._ask("GET", path, params=params)
            entries = page.get("items")
            if not isinstance(entries, list):
                raise BadAnswer(SPOTIFY)
            yield from (entry if isinstance(entry, Mapping) else {} for entry in entries)
            if not page.get("next"):
                return

    def _ask(self, method: str, path: str, **question: Any) -> Mapping[str, Any]:
        """The JSON object that answers a request; after a 401 it is sent once more."""
        token = self._fresh(self._token) if self._token.ended else self._token
        response = self._send(method, path, token, question)
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            response = self._send(method, path, self._fresh(token), question)
        if response.status_code in {HTTPStatus.OK, HTTPStatus.CREATED}:
            return payload.mapping(SPOTIFY, self._http.decode(response))
        raise _error(response, path)

    def _send(
        self, method: str, path: str, token: Token, question: Mapping[str, Any]
    ) -> requests.Response:
        def once() -> requests.Response:
            response = self._http.once(
                method, path, auth=Bearer(token.access), allow_redirects=False, **question
            )
            if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                raise _busy(response)
            return response

        return with_retries(once, changes=method != "GET")

    def _fresh(self, ended: Token) -> Token:
        """The token that follows one that has ended, renewed once for all who ask at a time."""
        with self._renewing:
            if self._token is ended:
                self._token = self._account.refresh(ended)
            return self._token


def _part(playlist_id: str) -> str:
    """A playlist id as a part of a path. Raises PlaylistClosed for what is none."""
    if not is_track_id(playlist_id):  # ids of all kinds look the same
        raise PlaylistClosed(SPOTIFY)
    return playlist_id


def _row(entry: Mapping[str, Any]) -> Row:
    """One place of a playlist; `item` was called `track` before 2026."""
    found = payload.inner(entry, "item") or payload.inner(entry, "track")
    title = payload.text(found.get("name")) or ""
    if entry.get("is_local") is True or found.get("is_local") is True:
        return Row("local file", title=title)
    if found.get("type") == "episode":
        return Row("episode", title=title)
    track_id = payload.text(found.get("id")) or ""
    if not is_track_id(track_id):
        return Row("gone", title=title)
    return Row("track", payload.track(found, track_id, SPOTIFY), title)


def _busy(response: requests.Response) -> SourceError:
    if "QUOTA_EXCEEDED" in response.text:
        return QuotaExceeded(SPOTIFY)
    return RateLimited(SPOTIFY, retry_after(response.headers))


def _error(response: requests.Response, path: str) -> SourceError:
    """What an answer means that is neither given nor busy.

    Bodies of 403 are JSON with or without a message, or plain text, so the words decide.
    """
    status, said = response.status_code, response.text.lower()
    if status == HTTPStatus.UNAUTHORIZED or "insufficient client scope" in said:
        return LoginNeeded(SPOTIFY)
    if status == HTTPStatus.FORBIDDEN and "premium" in said:
        return PremiumRequired(SPOTIFY)
    if status == HTTPStatus.FORBIDDEN and (path.startswith("/me") or "registered" in said):
        return NotOnList(SPOTIFY)
    if status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return PlaylistClosed(SPOTIFY)
    if status == HTTPStatus.BAD_REQUEST:
        return Refused(SPOTIFY, status)
    return SourceUnavailable(SPOTIFY, f"HTTP {status}")
