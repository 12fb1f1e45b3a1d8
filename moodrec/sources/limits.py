"""How much the services tell in one answer."""

from __future__ import annotations

SPOTIFY_FEATURES = 100
"""Most ids in one request of audio features, by Spotify's reference."""
SPOTIFY_RECOMMENDED = 100
"""Most tracks in one answer of recommendations, by Spotify's reference."""
SPOTIFY_FOUND = 10
"""Most tracks in one answer of a search since February 2026:
https://developer.spotify.com/documentation/web-api/tutorials/february-2026-migration-guide"""
SPOTIFY_PAGE = 50
"""Most playlists, or songs of one, in one answer, by the same guide."""
SPOTIFY_ADDED = 100
"""Most songs that one request adds to a playlist, likewise."""
SPOTIFY_PLAYLIST = 10_000
"""Most songs of a playlist."""

RECCOBEATS_IDS = 40
"""Most ids in one request: https://reccobeats.com/docs, "size must be between 1 and 40"."""
RECCOBEATS_RECOMMENDED = 100
"""Most tracks in one answer of `/track/recommendation`, by the same docs."""
RECCOBEATS_SEEDS = 5
"""Most seed tracks of one question, likewise."""

LISTENBRAINZ_MBIDS = 25
"""Most MBIDs in one question to ListenBrainz labs: no limit is documented, and it fails now and
then on large ones."""
