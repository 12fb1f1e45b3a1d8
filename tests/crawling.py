"""What the tests of crawls share: a crawl from its start to its end, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from moodrec import settings
from moodrec.collection import import_tables, open_reference
from moodrec.crawl import Crawl, Crawls
from moodrec.model import FEATURE_NAMES
from moodrec.plan import Plan, Run
from moodrec.texts import clean
from tests.conftest import an_id, table_of
from tests.loopback import Loopback, Song

RECOMMENDATIONS = "/spotify/v1/recommendations"
SEEDS = "/spotify/v1/recommendations/available-genre-seeds"
SPOTIFY_FEATURES = "/spotify/v1/audio-features/"
SEARCH = "/spotify/v1/search"
TOKEN = "/accounts/api/token"
NEAR = "/reccobeats/v1/track/recommendation"
MOODS = "/reccobeats/v1/audio-features"
GENRES = ("acoustic", "ambient", "blues", "samba")
PRESENT = 12
"""Songs of the set that is in use before a crawl."""

Placed = tuple[str, tuple[str, ...], str, tuple[float, ...]]


@dataclass
class Waits:
    """A clock that does not make anybody wait; `during` is called at each wait."""

    seconds: list[float] = field(default_factory=list)
    during: Callable[[], object] = lambda: None

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.during()


def crawls(sleep: Callable[[float], None] | None = None) -> Crawls:
    """The crawls of this test's data directory, which wait for nothing."""
    return Crawls(settings.load(), sleep or Waits())


def ended(crawl: Crawl) -> Run:
    """The run as it stands when its thread is done, and no error was left over."""
    crawl.join(60)
    assert not crawl.is_alive()
    assert crawl.error is None
    run = crawls().latest()
    assert run is not None
    return run


def crawled(source: str, genres: Iterable[str] = (), **plan: float) -> Run:
    """A crawl from its start to its end, without pauses."""
    named = {"pause": 0.0, "at_least": 1, **plan}
    return ended(crawls().start(Plan(source, tuple(genres), **named)))  # type: ignore[arg-type]


def resumed(at_least: int | None = None) -> Run:
    """The newest crawl, resumed and come to its end."""
    return ended(crawls().resume(at_least))


def present_id(number: int) -> str:
    """The id of one of the songs in use before a crawl; the catalogue has other ones."""
    return an_id(10**9 + number)


def present_set(folder: Path) -> None:
    """Brings a set of a few songs into use; a small one, because each crawl reads it."""
    rows = [
        f'{present_id(n)},pop,Song {n},"Band {n}",{0.05 + n / 100:.2f},0.05' for n in range(PRESENT)
    ]
    import_tables(settings.load(), [table_of(folder / "present.csv", rows)])


def in_use() -> dict[str, Placed]:
    """The songs in use, by id: title, artists, genre, features."""
    tracks = open_reference(settings.load())
    placed = [tracks.placed(row) for row in range(len(tracks))]
    return {
        one.track.id: (
            one.track.name or "",
            one.track.artists,
            one.track.genre or "",
            tuple(getattr(one.features, name) for name in FEATURE_NAMES),
        )
        for one in placed
    }


def as_placed(songs: Iterable[Song], *, with_genre: bool = True) -> dict[str, Placed]:
    """What in_use() has to say of songs of the catalogue."""
    return {
        song.id: (
            clean(song.title),
            tuple(filter(None, map(clean, song.artists))),
            song.genre if with_genre else "",
            tuple(song.features[name] for name in FEATURE_NAMES),
        )
        for song in songs
    }


def exported(path: Path) -> bytes:
    """The whole set in use as a CSV table."""
    open_reference(settings.load()).export(path)
    return path.read_bytes()


def queries(loopback: Loopback, path: str) -> list[dict[str, str]]:
    """What was asked for under a path, in order."""
    parts = [urlsplit(call) for call in loopback.calls]
    return [
        {name: values[0] for name, values in parse_qs(part.query).items()}
        for part in parts
        if part.path == path
    ]


def eventually(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    """True as soon as something holds, False when it does not within the time."""
    end = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.005)
    return held
