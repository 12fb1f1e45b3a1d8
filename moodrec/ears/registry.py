"""The ears, in the order in which they are asked: a new one is a line here."""

from __future__ import annotations

import time
from collections.abc import Callable

from moodrec import databases
from moodrec.ears.contract import Ear
from moodrec.ears.listenbrainz import ListenBrainzEar
from moodrec.ears.memory import Memory
from moodrec.ears.playlists import PlaylistsEar
from moodrec.ears.trail import Trail
from moodrec.reference import ReferenceSet
from moodrec.settings import Settings
from moodrec.sources import spotify_of
from moodrec.sources.contract import Catalogue
from moodrec.sources.listenbrainz import ListenBrainzLabs
from moodrec.sources.musicbrainz import MusicBrainz
from moodrec.sources.reccobeats import ReccoBeats


def ears(
    settings: Settings, reference: ReferenceSet, clock: Callable[[], float] = time.monotonic
) -> tuple[Ear, ...]:
    """Whoever may be asked what is played beside a song; offline they tell what they know.

    `clock` tells seconds. Nothing is asked or read here.
    """
    return (PlaylistsEar(reference), _listenbrainz(settings, clock))


def _listenbrainz(settings: Settings, clock: Callable[[], float]) -> Ear:
    memory = Memory(databases.place_of(settings, "heard"))
    trail = None if settings.offline else _trail(settings, clock)
    return ListenBrainzEar(memory, trail, clock)


def _trail(settings: Settings, clock: Callable[[], float]) -> Trail:
    spotify = spotify_of(settings)
    reccobeats = ReccoBeats(settings.reccobeats_url)
    catalogues: list[Catalogue] = [reccobeats, spotify] if spotify else [reccobeats]
    return Trail(
        MusicBrainz(settings.musicbrainz_url, settings.contact),
        ListenBrainzLabs(settings.listenbrainz_labs_url, settings.contact),
        catalogues,
        clock,
    )
