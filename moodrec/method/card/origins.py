"""Where the rows of a reference set are from: each source, its songs, times and licence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moodrec import licences
from moodrec.licences import Licence
from moodrec.reference import ReferenceSet


@dataclass(frozen=True, slots=True)
class Origin:
    """One source: the songs whose mood it told, and those of which it told the title alone.

    `first` and `last` are the earliest and the latest time of a row, None where no row has one.
    """

    name: str
    songs: int
    titles: int
    first: datetime | None
    last: datetime | None
    licence: Licence


def origins(reference: ReferenceSet) -> Iterator[Origin]:
    """The sources, that of the most moods first."""
    moods = _texts(reference, "source")
    moods[moods == ""] = reference.summary.name
    titles, times = _texts(reference, "title_source"), _texts(reference, "fetched_at")
    names = [*_by_count(moods), *_by_count(titles[titles != ""])]
    for name in dict.fromkeys(names):
        mood, title = moods == name, (titles == name) & (moods != name)
        told = times[(mood | title) & (times != "")]
        yield Origin(
            name=name,
            songs=int(mood.sum()),
            titles=int(title.sum()),
            first=datetime.fromisoformat(told.min()) if len(told) else None,
            last=datetime.fromisoformat(told.max()) if len(told) else None,
            licence=licences.of(name),
        )


def _by_count(names: NDArray[np.object_]) -> list[str]:
    return [name for name, _ in Counter(names.tolist()).most_common()]


def _texts(reference: ReferenceSet, column: str) -> NDArray[np.object_]:
    texts: pa.Array = reference.texts(column)
    return np.array(texts.to_pylist(), dtype=object)
