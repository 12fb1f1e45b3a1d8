"""What an ear promises: a new one is one file and one line in the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from moodrec.model import Heard, Seed


class Ear(Protocol):
    """Somebody who knows what is played by the people who play the seeds."""

    @property
    def name(self) -> str:
        """The name that a listener reads as provenance, such as "ListenBrainz"."""

    def hear(self, seeds: Sequence[Seed], patience: float) -> Heard:
        """What it says of the seeds, after at most about `patience` seconds.

        A failure is no error but a sentence in `Heard.missing`; an answer that takes longer is
        `waiting`, and a later call picks it up. The scores' tracks may be in no reference set.
        """
