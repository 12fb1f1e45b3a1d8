"""The people of the loopback server: they log in, allow or refuse, and have playlists."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

PAGE = 50


@dataclass
class Kept:
    """A playlist, its songs as the entries of Spotify's answer."""

    id: str
    name: str
    owner: str
    description: str = ""
    public: bool = False
    collaborative: bool = False
    entries: list[Any] = field(default_factory=list)
    field: str = "item"  # "track" before 2026

    @property
    def ids(self) -> list[str]:
        return [entry[self.field]["id"] for entry in self.entries]

    def holds(self, ids: list[str]) -> None:
        self.entries += [{"is_local": False, self.field: _track(one)} for one in ids]

    def row(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "public": self.public,
            "collaborative": self.collaborative,
            "owner": {"id": self.owner},
            "items": {"total": len(self.entries)},
        }


@dataclass
class Member:
    """One person's account."""

    id: str = "maria"
    name: str = "María *of* Köln"
    listed: bool = True  # on the app's list of users
    playlists: list[Kept] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)  # track ids that cannot be added

    def playlist(self, name: str, **more: Any) -> Kept:
        made = Kept(secrets.token_hex(11), name, more.pop("owner", self.id), **more)
        self.playlists.insert(0, made)
        return made

    def answer(
        self, method: str, path: str, query: dict[str, list[str]], sent: bytes
    ) -> tuple[int, Any]:
        asked = json.loads(sent or b"{}")
        if not self.listed:
            said = "User not registered in the Developer Dashboard"
            return 403, {"error": {"status": 403, "message": said}}
        if path == "me":
            return 200, {"id": self.id, "display_name": self.name}
        if path == "me/playlists" and method == "POST":
            assert asked["public"] is False
            made = self.playlist(asked["name"], description=asked["description"])
            return 201, made.row()
        if path == "me/playlists":
            return 200, _page([one.row() for one in self.playlists], query)
        kind, playlist_id, rest = path.split("/")
        assert (kind, rest) == ("playlists", "items")
        return self._items(method, playlist_id, query, asked)

    def _items(
        self, method: str, playlist_id: str, query: dict[str, list[str]], asked: dict[str, Any]
    ) -> tuple[int, Any]:
        found = next((one for one in self.playlists if one.id == playlist_id), None)
        if found is None:
            return 404, {"error": {"status": 404, "message": "Resource not found"}}
        if found.owner != self.id and not found.collaborative:
            return 403, {"error": {"status": 403, "message": "Forbidden"}}
        if method == "GET":
            return 200, _page(found.entries, query)
        ids = [uri.removeprefix("spotify:track:") for uri in asked["uris"]]
        if not 1 <= len(ids) <= 100 or self.unknown & set(ids):
            return 400, {"error": {"status": 400, "message": "Payload contains a non-existing ID"}}
        found.holds(ids)
        return 201, {"snapshot_id": "s"}


class Members:
    """Who logs in, and the codes and tokens that are out."""

    def __init__(self, client_id: str) -> None:
        self.client_id = client_id
        self.current = Member()  # whoever sits before the browser
        self.consents = True
        self.registered = "http://127.0.0.1"  # redirects begin so
        self.asked: dict[str, str] = {}  # by the last /authorize
        self.grants = 0
        self._codes: dict[str, tuple[Member, str, str]] = {}
        self._access: dict[str, Member] = {}
        self._renewals: dict[str, Member] = {}

    def authorize(self, query: Mapping[str, list[str]]) -> str | None:
        """Where the browser is sent; None when the redirect is not registered."""
        self.asked = {name: values[0] for name, values in query.items()}
        redirect, state = self.asked["redirect_uri"], self.asked["state"]
        if not redirect.startswith(self.registered) or self.asked["client_id"] != self.client_id:
            return None
        if not self.consents:
            return f"{redirect}?{urlencode({'error': 'access_denied', 'state': state})}"
        return f"{redirect}?{urlencode({'code': self.code(), 'state': state})}"

    def code(self) -> str:
        """A code for the log-in that was asked for last."""
        assert self.asked["response_type"] == "code"
        assert self.asked["code_challenge_method"] == "S256"
        code = f"code-{secrets.token_urlsafe(16)}"
        challenge, redirect = self.asked["code_challenge"], self.asked["redirect_uri"]
        self._codes[code] = (self.current, challenge, redirect)
        return code

    def token(self, form: Mapping[str, str]) -> tuple[int, Any]:
        if form["client_id"] != self.client_id:
            return 400, {"error": "invalid_client", "error_description": "Invalid client"}
        if form["grant_type"] == "refresh_token":
            return self._granted(self._renewals.pop(form["refresh_token"], None))
        member, challenge, redirect = self._codes.pop(form["code"], (None, "", ""))
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        right = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
        return self._granted(member if right and redirect == form["redirect_uri"] else None)

    def whose(self, authorization: str) -> Member | None:
        return self._access.get(authorization.removeprefix("Bearer "))

    def expire(self) -> None:
        """Ends every token, but not what may be renewed."""
        self._access.clear()

    def revoke(self) -> None:
        """Takes every consent back."""
        self._access.clear()
        self._renewals.clear()

    def secrets_out(self) -> list[str]:
        """Every key that is out now."""
        return [*self._codes, *self._access, *self._renewals]

    def _granted(self, member: Member | None) -> tuple[int, Any]:
        if member is None:
            return 400, {"error": "invalid_grant", "error_description": "Invalid refresh token"}
        self.grants += 1
        access, renewal = (f"{kind}-{secrets.token_urlsafe(16)}" for kind in ("access", "renewal"))
        self._access[access] = self._renewals[renewal] = member
        return 200, {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 3600,
            "refresh_token": renewal,
        }


def _track(track_id: str) -> dict[str, Any]:
    return {
        "id": track_id,
        "type": "track",
        "name": "willow",
        "artists": [{"name": "Taylor Swift"}],
        "album": {"name": "evermore", "release_date": "2020-12-10"},
        "duration_ms": 214706,
        "external_ids": {"isrc": "USUG12103683"},
    }


def _page(rows: list[Any], query: Mapping[str, list[str]]) -> dict[str, Any]:
    limit, offset = int(query["limit"][0]), int(query["offset"][0])
    assert limit <= PAGE
    more = "https://api.spotify.com/v1/next" if offset + limit < len(rows) else None
    return {"items": rows[offset : offset + limit], "total": len(rows), "next": more}
