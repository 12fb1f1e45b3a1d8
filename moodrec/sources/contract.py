"""What a feature source and a catalogue promise; a new one is one file and one registry line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, runtime_checkable

from moodrec.model import AudioFeatures, Track


class FeatureSource(Protocol):
    """Somebody who tells audio features by track id."""

    @property
    def name(self) -> str:
        """The name that a listener reads as provenance."""

    def features(self, track_ids: Iterable[str]) -> Mapping[str, AudioFeatures]:
        """The features of the tracks it knows, by track id; an unknown track is absent.

        Raises SourceError when the source is broken or says no.
        """


class Catalogue(Protocol):
    """Somebody who tells a track's title."""

    @property
    def name(self) -> str:
        """The name that a listener reads as provenance."""

    def track(self, track_id: str) -> Track | None:
        """The track, or None when it is unknown. Raises SourceError."""


@runtime_checkable
class ManyTitles(Protocol):
    """A catalogue that tells the titles of several tracks in one answer."""

    @property
    def name(self) -> str:
        """The name that a listener reads as provenance."""

    def tracks(self, track_ids: Iterable[str]) -> Mapping[str, Track]:
        """The tracks it knows, by track id. Raises SourceError."""
