"""A list of songs that a person takes away, or goes on with on another page."""

from __future__ import annotations

from dataclasses import dataclass

from moodrec.model import AudioFeatures, Track

Told = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One song of a list; its features are None where nobody knows them.

    `more` are further values under their names, such as its distance or its offset from a path.
    """

    track: Track
    features: AudioFeatures | None = None
    more: tuple[tuple[str, Told], ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Songs in their order, under a title; `about` is a sentence on how they came together."""

    title: str
    entries: tuple[Entry, ...]
    about: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The track ids in their order; what is not on Spotify has none."""
        return tuple(entry.track.id for entry in self.entries if entry.track.id)
