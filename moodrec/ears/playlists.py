"""The ear that knows the playlists of the reference set: which songs are on them together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from moodrec.ears.blend import Scores, blend, ranked
from moodrec.memberships import Memberships
from moodrec.model import Heard, Seed, Track
from moodrec.reference import ReferenceSet

if TYPE_CHECKING:
    from moodrec.ears.together import Together

MOST_TRACKS = 1_000
"""Most songs in an answer, the best first."""


class PlaylistsEar:
    """Listens to the playlists of `reference`, or to the `playlists` among them that are given.

    The score is that of `Together`, as a share of the best. Nothing is read before the first
    question.
    """

    name = "playlists"

    def __init__(self, reference: ReferenceSet, playlists: Memberships | None = None) -> None:
        self._reference = reference
        self._given = playlists

    def hear(self, seeds: Sequence[Seed], patience: float) -> Heard:  # noqa: ARG002  # the contract's
        """What is on the same playlists as the seeds that are tracks, or as their releases."""
        tracks = {seed.track.id: seed.track for seed in seeds if seed.track}
        answers = [said for track in tracks.values() if (said := self._beside(track))]
        scores = blend(answers, left_out=tracks)[:MOST_TRACKS]
        return Heard(self.name, scores, "" if scores else self._missing(tracks))

    def _beside(self, track: Track) -> Scores:
        rows = self._rows(track) if len(self._playlists.rows) else []
        if not rows:
            return ()
        found, scores = self._together.beside(rows)
        best = np.lexsort((found, -scores))[:MOST_TRACKS]
        ids = (self._reference.text("id", row) for row in found[best].tolist())
        return ranked(dict(zip(ids, scores[best].tolist(), strict=True)))

    def _rows(self, track: Track) -> list[int]:
        """The track's row when playlists hold it, else those of its other releases."""
        row = self._reference.row_of(track.id)
        if row is not None and self._held[row]:
            return [row]
        return [row for row in self._reference.releases_of(track) if self._held[row]]

    def _missing(self, tracks: Collection[str]) -> str:
        if not len(self._playlists.rows):
            return (
                "This reference set tells of no playlists. Bring tables with playlists, and songs "
                "on the same ones count."
            )
        if not tracks:
            return "Playlists hold songs, not moods. Start from a song to hear of others."
        songs = "this song" if len(tracks) == 1 else "these songs"
        return f"No playlist of this reference set holds {songs} beside others."

    @property
    def _playlists(self) -> Memberships:
        return self._reference.playlists if self._given is None else self._given

    @cached_property
    def _together(self) -> Together:
        # Imported here because scipy takes a while to load, and most sets have no playlists.
        from moodrec.ears.together import Together  # noqa: PLC0415  # for the reason above

        return Together(self._playlists, len(self._reference))

    @cached_property
    def _held(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """The rows that any playlist holds, shape (rows,)."""
        held = np.zeros(len(self._reference), dtype=bool)
        held[self._playlists.rows] = True
        return held
