"""Spotify, its accounts, ReccoBeats, oEmbed, MusicBrainz and ListenBrainz labs.

One server on 127.0.0.1 plays them all.

Paths, status codes and bodies are those of the real services, so that spotipy, requests
and their retries really run. Any path can be told to fail.
"""

from __future__ import annotations

import base64
import json
import sys
import threading
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from tests.members import Members

CLIENT_ID = "c" * 32
CLIENT_SECRET = "s" * 32
TOKEN = "secret-token-of-the-loopback-server"

Mode = Literal["extended", "development", "no premium"]

_ERROR_PAGE = "<html>Sorry, couldn't find that</html>"

NO_ACCESS = {"error": {"status": 403}}
NO_PREMIUM = {
    "error": {
        "status": 403,
        "message": "Active premium subscription required for the owner of the app. When the "
        "subscription status changes, it can take a few hours before requests are allowed again.",
    }
}
QUOTA_EXCEEDED = {
    "error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}
}
FEATURES = {
    "acousticness": 0.817,
    "danceability": 0.606,
    "energy": 0.377,
    "instrumentalness": 0.0,
    "key": 0,
    "liveness": 0.154,
    "loudness": -9.455,
    "mode": 1,
    "speechiness": 0.0275,
    "tempo": 101.96,
    "valence": 0.446,
}


@dataclass(frozen=True)
class Song:
    """A track of the pretended catalogue."""

    id: str
    title: str = "willow"
    artists: tuple[str, ...] = ("Taylor Swift",)
    isrc: str = "USUG12103683"
    genre: str = "pop"
    features: dict[str, Any] = field(default_factory=lambda: dict(FEATURES))


@dataclass(frozen=True)
class Fault:
    """An answer instead of the usual one."""

    status: int = 500
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    hang: bool = False
    drip: float = 0.0  # seconds between the bytes of the body
    cut: bool = False  # the body ends in its middle
    drop: bool = False  # the connection ends without any answer
    applied: bool = False  # what was asked for is done all the same
    method: str = ""  # that it befalls; any when empty

    @classmethod
    def json(cls, status: int, body: Any, **headers: str) -> Fault:
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return cls(status, json.dumps(body), named)


@dataclass(frozen=True)
class Request:
    """What was asked for, and the headers that matter."""

    target: str
    authorization: str = ""
    range: str = ""
    agent: str = ""


class Loopback:
    """The server and what tests may turn on it."""

    def __init__(self) -> None:
        self.mode: Mode = "development"
        self.spotify: dict[str, Song] = {}
        self.reccobeats: dict[str, Song] = {}
        self.oembed: dict[str, str] = {}
        self.short_links: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.genre_seeds: list[str] | None = None
        self.twice: dict[str, list[Any]] = {}  # tracks recommended for a genre beside its own
        self.recordings: dict[str, list[str]] = {}  # MBIDs by ISRC or by address
        self.similar: dict[str, dict[str, float]] = {}  # MBIDs with scores, by MBID
        self.canonical: dict[str, str] = {}  # the MBID that counts in place of another
        self.track_ids: dict[str, list[str]] = {}  # Spotify ids by MBID
        self.knows_isrc = True
        self.turned = False  # audio features come back in another order
        self.resumes = True  # files are sent from the byte that is asked for
        self.breaks: list[int] = []  # after so many bytes the next files break off
        self.members = Members(CLIENT_ID)
        self.calls: list[str] = []
        self.requests: list[Request] = []  # the same with their headers
        self.faults: dict[tuple[str, str], list[Fault]] = {}
        self.released = threading.Event()
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @property
    def addresses(self) -> dict[str, str]:
        """The environment that points moodrec here."""
        return {
            "MOODREC_SPOTIFY_API_URL": f"{self.url}/spotify/v1",
            "MOODREC_SPOTIFY_ACCOUNTS_URL": f"{self.url}/accounts",
            "MOODREC_RECCOBEATS_URL": f"{self.url}/reccobeats/v1",
            "MOODREC_OEMBED_URL": f"{self.url}/oembed",
            "MOODREC_MUSICBRAINZ_URL": f"{self.url}/musicbrainz/ws/2",
            "MOODREC_LISTENBRAINZ_LABS_URL": f"{self.url}/listenbrainz",
            "MOODREC_OPEN_SET_URL": f"{self.url}/files/open-set.csv",
        }

    def stock(self, songs: Iterable[Song]) -> None:
        """Puts songs into Spotify's catalogue and into that of ReccoBeats."""
        self.spotify |= {song.id: song for song in songs}
        self.reccobeats = dict(self.spotify)

    def play_together(self, name: str, scores: Mapping[str, float]) -> None:
        """Makes known, by ISRC or address, a track beside which people play other track ids."""
        self.recordings[name] = [mbid_of(name)]
        self.similar[mbid_of(name)] = {mbid_of(other): score for other, score in scores.items()}
        self.track_ids |= {mbid_of(other): [other] for other in scores}

    def fail(self, path: str, fault: Fault, times: int = 100, about: str = "") -> None:
        """Answers requests whose path starts with `path` and names `about` with the fault."""
        self.faults.setdefault((path, about), []).extend([fault] * times)

    def counts(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(call.partition("?")[0] for call in self.calls)

    @contextmanager
    def serving(self) -> Iterator[Loopback]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.released.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def answer(
        self, method: str, target: str, authorization: str, sent: bytes = b""
    ) -> tuple[int, Any]:
        """Status and JSON body of a request."""
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query)
        if path.startswith("/accounts/"):
            return self._accounts(f"{method} {path}", query, authorization, sent)
        if path.startswith("/spotify/v1/"):
            path = path.removeprefix("/spotify/v1/")
            member = self.members.whose(authorization)
            return (
                member.answer(method, path, query, sent)
                if member
                else (self._spotify(path, query, authorization))
            )
        ids = [part for value in query.get("ids", []) for part in value.split(",")]
        if path.startswith("/reccobeats/v1/"):
            return self._reccobeats(path.removeprefix("/reccobeats/v1/"), ids, query)
        if path == "/oembed":
            return self._oembed(query["url"][0])
        if path.startswith("/listenbrainz/") and method == "POST":
            return self._listenbrainz(path.removeprefix("/listenbrainz/"), json.loads(sent))
        return self._musicbrainz(path, query)

    def _accounts(
        self, asked: str, query: dict[str, list[str]], authorization: str, sent: bytes
    ) -> tuple[int, Any]:
        if asked == "POST /accounts/api/token":
            return self._token(authorization, parse_qs(sent.decode()))
        address = self.members.authorize(query)
        if address is None:
            return 400, "INVALID_CLIENT: Invalid redirect URI"
        return 302, Fault(302, "", (("Location", address),))

    def _token(self, authorization: str, form: dict[str, list[str]]) -> tuple[int, Any]:
        if form["grant_type"] != ["client_credentials"]:
            return self.members.token({name: values[0] for name, values in form.items()})
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if authorization != f"Basic {expected}":
            return 400, {"error": "invalid_client", "error_description": "Invalid client"}
        return 200, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}

    def _spotify(
        self, path: str, query: dict[str, list[str]], authorization: str
    ) -> tuple[int, Any]:
        if authorization != f"Bearer {TOKEN}":
            return 401, {"error": {"status": 401, "message": "Invalid access token"}}
        return self._of_app(path, query)

    def _of_app(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        if self.mode == "no premium":
            return 403, NO_PREMIUM
        kind, _, rest = path.partition("/")
        if kind == "tracks":
            return self._track(rest)
        if kind == "search":
            return self._search(query)
        if kind == "recommendations":
            return self._recommendations(rest, query)
        if kind == "audio-features" and self.mode == "extended":
            return self._audio_features(query["ids"][0].split(","))
        return 403, NO_ACCESS

    def _track(self, track_id: str) -> tuple[int, Any]:
        song = self.spotify.get(track_id)
        if song is None:
            return 404, {"error": {"status": 404, "message": "Resource not found"}}
        return 200, self._spotify_track(song)

    def _audio_features(self, ids: list[str]) -> tuple[int, Any]:
        songs = map(self.spotify.get, ids)
        rows = [
            song and {"id": song.id, "type": "audio_features", **song.features} for song in songs
        ]
        return 200, {"audio_features": rows[::-1] if self.turned else rows}

    def _search(self, query: dict[str, list[str]]) -> tuple[int, Any]:
        limit, offset = int(query["limit"][0]), int(query.get("offset", ["0"])[0])
        if limit > (50 if self.mode == "extended" else 10) or offset > 1000:
            return 400, {"error": {"status": 400, "message": "Invalid limit"}}
        songs = self._of_genre(query["q"][0].removeprefix("genre:").strip('"'))
        items = [self._spotify_track(song) for song in songs[offset : offset + limit]]
        return 200, {"tracks": {"items": items, "total": len(songs), "offset": offset}}

    def _recommendations(self, what: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        if self.mode != "extended" or (what and self.genre_seeds is None):
            return 404, {}
        if what == "available-genre-seeds":
            return 200, {"genres": self.genre_seeds}
        songs = self._of_genre(query["seed_genres"][0])[: int(query["limit"][0])]
        rows = [self._spotify_track(song) for song in songs]
        return 200, {"seeds": [], "tracks": rows + self.twice.get(query["seed_genres"][0], [])}

    def _of_genre(self, genre: str) -> list[Song]:
        return [song for song in self.spotify.values() if song.genre == genre]

    def _spotify_track(self, song: Song) -> dict[str, Any]:
        row = {
            "id": song.id,
            "name": song.title,
            "artists": [{"name": name} for name in song.artists],
            "album": {"name": "evermore", "release_date": "2020-12-10"},
            "explicit": False,
            "duration_ms": 214706,
            "external_ids": {"isrc": song.isrc},
            "type": "track",
        }
        return row | ({"popularity": 69} if self.mode == "extended" else {})

    def _reccobeats(
        self, path: str, ids: list[str], query: dict[str, list[str]]
    ) -> tuple[int, Any]:
        if path == "track/recommendation":
            near = self._near(query)
            return (200, self._rows("track", near)) if near else (400, {"code": 4002})
        if not 1 <= len(ids) <= 40:
            return 400, {"error": "size must be between 1 and 40"}
        # The real service answers in an order of its own, and with ids of its own.
        songs = [song for one in reversed(ids) if (song := self._known(one))]
        return 200, self._rows(path, songs)

    def _known(self, track_id_or_isrc: str) -> Song | None:
        if len(track_id_or_isrc) != 12 or not self.knows_isrc:
            return self.reccobeats.get(track_id_or_isrc)
        known = self.reccobeats.values()
        return next((song for song in known if song.isrc == track_id_or_isrc), None)

    def _near(self, query: dict[str, list[str]]) -> list[Song]:
        """The songs nearest to the wished mood, when a seed is known."""
        if not any(seed in self.reccobeats for seed in query["seeds"][0].split(",")):
            return []
        mood = complex(float(query["valence"][0]), float(query["energy"][0]))

        def distance(song: Song) -> float:
            return abs(mood - complex(song.features["valence"], song.features["energy"]))

        return sorted(self.reccobeats.values(), key=distance)[: int(query["size"][0])]

    def _rows(self, path: str, songs: list[Song]) -> Any:
        rows = [
            {
                "id": "70b85474-5c5e-4430-a309-f1d71ee5cb23",
                "href": f"https://open.spotify.com/track/{song.id}",
                "isrc": song.isrc,
            }
            for song in songs
        ]
        if path == "audio-features":
            return {"content": [row | song.features for row, song in zip(rows, songs, strict=True)]}
        if path == "track":
            more = [
                {
                    "trackTitle": song.title,
                    "artists": [{"id": "a", "name": name} for name in song.artists],
                    "durationMs": 258812,
                    "popularity": 69,
                }
                for song in songs
            ]
            return {"content": [row | extra for row, extra in zip(rows, more, strict=True)]}
        return None

    def _oembed(self, url: str) -> tuple[int, Any]:
        target = self.short_links.get(url, url)
        identifier = target.rpartition("/")[2].partition("?")[0]
        if identifier not in self.oembed:
            return 404, None
        kind = target.rpartition("/")[0].rpartition("/")[2]
        return 200, {
            "html": f'<iframe src="https://open.spotify.com/embed/{kind}/{identifier}?utm_source=oembed"></iframe>',
            "version": "1.0",
            "provider_name": "Spotify",
            "type": "rich",
            "title": self.oembed[identifier],
        }

    def _musicbrainz(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        kind, _, isrc = path.removeprefix("/musicbrainz/ws/2/").partition("/")
        if kind not in {"isrc", "url"} or query.get("fmt") != ["json"]:
            return 404, None
        mbids = self.recordings.get(isrc if kind == "isrc" else query["resource"][0])
        if not mbids:
            return 404, {"error": "Not Found", "help": "For usage, please see: …"}
        rows = [{"id": mbid, "title": "willow", "length": 214000} for mbid in mbids]
        if kind == "isrc":
            return 200, {"isrc": isrc, "recordings": rows}
        relations = [
            {"type": "streaming", "target-type": "recording", "recording": r} for r in rows
        ]
        return 200, {"id": mbid_of("url"), "resource": query["resource"][0], "relations": relations}

    def _listenbrainz(self, path: str, sent: list[dict[str, Any]]) -> tuple[int, Any]:
        if path == "similar-recordings/json":
            if not sent[0]["algorithm"].startswith("session_based_days_"):
                return 400, {"error": "algorithm: Input should be one of …"}
            # The real service answers in no order.
            return 200, [
                {"recording_mbid": other, "score": score, "reference_mbid": mbid}
                for mbid in sent[0]["recording_mbids"]
                for other, score in sorted(self.similar.get(mbid, {}).items())
            ]
        mbids = [row["recording_mbid"] for row in sent]
        if path == "recording-mbid-lookup/json":
            return 200, [
                {"recording_mbid": m, "canonical_recording_mbid": self.canonical.get(m, m)}
                for m in mbids
            ]
        if path == "spotify-id-from-mbid/json":
            return 200, [
                {"recording_mbid": m, "spotify_track_ids": self.track_ids.get(m, [])} for m in mbids
            ]
        return 404, None

    def fault_for(self, target: str, method: str) -> Fault | None:
        """The next fault that waits for this request, if any."""
        for (path, about), faults in self.faults.items():
            if not target.startswith(path) or about not in target or not faults:
                continue
            if faults[0].method in {"", method}:
                return faults.pop(0)
        return None


def mbid_of(name: str) -> str:
    """The MBID of the recording that goes by a track id, an ISRC or an address."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def _usual(status: int, body: Any) -> Fault:
    """An answer as it is sent: a redirect as it is, an error page where there is no JSON."""
    if isinstance(body, Fault):
        return body
    return Fault(status, _ERROR_PAGE) if body is None else Fault.json(status, body)


class _Server(ThreadingHTTPServer):
    def __init__(self, loopback: Loopback) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.loopback = loopback

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up waiting is what some tests are about; the rest is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer("GET", b"")

    def do_POST(self) -> None:
        self._answer("POST", self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _answer(self, method: str, sent: bytes) -> None:
        loopback = self.server.loopback
        authorization = self.headers.get("Authorization", "")
        said = self.headers.get("Range", ""), self.headers.get("User-Agent", "")
        request = Request(self.path, authorization, *said)
        loopback.requests.append(request)
        loopback.calls.append(request.target)
        fault = loopback.fault_for(self.path, method)
        if fault and fault.applied:
            loopback.answer(method, self.path, authorization, sent)
        if fault is None and self.path.startswith("/files/"):
            self._send_file(loopback.files.get(self.path.removeprefix("/files/"), b""))
            return
        self._send(fault or _usual(*loopback.answer(method, self.path, authorization, sent)))

    def _send(self, fault: Fault) -> None:
        loopback = self.server.loopback
        if fault.hang:
            loopback.released.wait(20)
        if fault.drop:
            return
        content = fault.body.encode()
        self.send_response(fault.status)
        for name, value in fault.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content) + 1000 * fault.cut))
        self.end_headers()
        if not fault.drip:
            self.wfile.write(content)
            return
        for byte in content:
            self.wfile.write(bytes([byte]))
            if loopback.released.wait(fault.drip):
                return

    def _send_file(self, content: bytes) -> None:
        """A file, or the part of it that is asked for (RFC 9110, section 14)."""
        loopback = self.server.loopback
        asked_from = int((self.headers.get("Range") or "bytes=0-")[len("bytes=") : -1])
        start = asked_from if loopback.resumes else 0
        if start and start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        end = start + loopback.breaks.pop(0) if loopback.breaks else None
        self.wfile.write(content[start:end])

    def log_message(self, *_: object) -> None:
        pass
