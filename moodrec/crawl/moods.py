"""How ReccoBeats is asked for the moods of gathered tracks: by track id, then by ISRC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from moodrec.crawl.gather import Stage
from moodrec.model import AudioFeatures, Track
from moodrec.sources.limits import RECCOBEATS_IDS
from moodrec.sources.reccobeats import ReccoBeats


def stages(reccobeats: ReccoBeats) -> tuple[Stage, ...]:
    """Asks for forty at a time; what is unknown by its id may be known as a recording."""

    def by_id(tracks: Sequence[Track]) -> Mapping[str, AudioFeatures]:
        return reccobeats.features(track.id for track in tracks)

    def by_isrc(tracks: Sequence[Track]) -> Mapping[str, AudioFeatures]:
        codes = {track.id: track.isrc for track in tracks if track.isrc}
        known = reccobeats.features_of_recordings(codes.values()) if codes else {}
        return {
            track_id: replace(known[code], track_id=track_id)
            for track_id, code in codes.items()
            if code in known
        }

    return Stage(RECCOBEATS_IDS, by_id), Stage(RECCOBEATS_IDS, by_isrc)
