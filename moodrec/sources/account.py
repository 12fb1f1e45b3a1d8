"""Log-in to Spotify: authorization code with PKCE, which needs a client id and no secret.

RFC 7636 (S256) as in https://developer.spotify.com/documentation/web-api/tutorials/code-pkce-flow.
spotipy's PKCE keeps one verifier in one object and opens a browser on the server; here each
log-in has its own, and the visitor's browser goes.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr

from moodrec.errors import BadAnswer, BadCredentials, LoginFailed, LoginNeeded, SourceUnavailable
from moodrec.sources import payload
from moodrec.sources.http import HttpClient

SPOTIFY = "Spotify"
SCOPES = ("playlist-modify-private", "playlist-read-private", "playlist-read-collaborative")
"""What a log-in asks for: to make private playlists, and to read those of the listener."""
_EARLY = timedelta(seconds=60)  # a token that ends this soon is taken for one that has ended


def new_verifier() -> SecretStr:
    """A code verifier of 64 characters (RFC 7636, 4.1)."""
    return SecretStr(secrets.token_urlsafe(48))


def challenge_of(verifier: SecretStr) -> str:
    """The S256 challenge of a verifier (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.get_secret_value().encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


@dataclass(frozen=True, slots=True)
class Token:
    """What lets moodrec act for one listener until `ends_at` (UTC); its keys show nowhere."""

    access: SecretStr
    renewal: SecretStr | None
    ends_at: datetime

    @property
    def ended(self) -> bool:
        """True when it has ended, or is about to."""
        return datetime.now(UTC) >= self.ends_at - _EARLY


class Account:
    """Spotify's log-in service, asked for one app; safe to share between threads."""

    def __init__(self, client_id: str, api_url: str, accounts_url: str) -> None:
        self.api_url = api_url
        self._client_id = client_id
        self._accounts_url = accounts_url
        self._http = HttpClient(SPOTIFY, accounts_url)

    def authorize_url(
        self, state: str, challenge: str, redirect: str, scopes: Iterable[str] = SCOPES
    ) -> str:
        """Where the listener's browser has to go to allow `scopes`."""
        question = {
            "client_id": self._client_id,
            "response_type": "code",
            "redirect_uri": redirect,
            "state": state,
            "scope": " ".join(scopes),
            "code_challenge_method": "S256",
            "code_challenge": challenge,
        }
        return f"{self._accounts_url}/authorize?{urlencode(question)}"

    def exchange(self, code: str, verifier: SecretStr, redirect: str) -> Token:
        """The token for the code that a log-in ended with.

        Raises LoginFailed when the code was used before, has expired, or belongs to another
        verifier; else SourceError.
        """
        answer = self._tokens(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect,
                "code_verifier": verifier.get_secret_value(),
            }
        )
        if answer is None:
            raise LoginFailed(SPOTIFY)
        return _token(answer, None)

    def refresh(self, token: Token) -> Token:
        """The token that follows one that has ended.

        Raises LoginNeeded when the consent has expired (six months after it was given) or was
        taken back, else SourceError:
        https://developer.spotify.com/blog/2026-06-18-refresh-token-expiration.
        """
        if token.renewal is None:
            raise LoginNeeded(SPOTIFY)
        answer = self._tokens(
            {"grant_type": "refresh_token", "refresh_token": token.renewal.get_secret_value()}
        )
        if answer is None:
            raise LoginNeeded(SPOTIFY)
        return _token(answer, token.renewal)

    def _tokens(self, question: Mapping[str, str]) -> Mapping[str, Any] | None:
        """What the service answers; None for `invalid_grant`. Asked once: a code counts once."""
        form = {**question, "client_id": self._client_id}
        response = self._http.once("POST", "/api/token", data=form, allow_redirects=False)
        if response.status_code == HTTPStatus.OK:
            return payload.mapping(SPOTIFY, self._http.decode(response))
        answer = self._http.decode(response) if response.content else None
        error = answer.get("error") if isinstance(answer, Mapping) else None
        if error == "invalid_grant":
            return None
        if error in {"invalid_client", "unauthorized_client"}:
            raise BadCredentials(SPOTIFY)
        raise SourceUnavailable(SPOTIFY, "its log-in service failed")


def _token(answer: Mapping[str, Any], before: SecretStr | None) -> Token:
    access, renewal = payload.text(answer.get("access_token")), answer.get("refresh_token")
    if access is None or not access.isascii():
        raise BadAnswer(SPOTIFY)
    seconds = payload.number(answer.get("expires_in"), 0, 7 * 24 * 3600)
    return Token(
        access=SecretStr(access),
        renewal=SecretStr(text) if (text := payload.text(renewal)) else before,
        ends_at=payload.now() + timedelta(seconds=3600 if seconds is None else seconds),
    )
