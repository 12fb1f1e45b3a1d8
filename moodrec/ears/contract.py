"""tmp"""

from collections.abc import Sequence
from typing import Protocol

from moodrec.model import Heard, Seed


class Ear(Protocol):
    name: str

    def hear(self, seeds: Sequence[Seed], patience: float) -> Heard: ...
