"""Reads a reference set: a table of one's own as it is, or the packaged one without doubles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from moodrec import cells, packaged, tables
from moodrec.memberships import TOLD, united, with_later
from moodrec.reference.reference_set import ReferenceSet
from moodrec.releases import recording_key

FOLDED = "another release of the same recording"
"""The reason for rows of which a more popular release takes part."""


def load(
    path: Path,
    name: str | None = None,
    dropped: Iterable[tuple[str, int]] = (),
    created_at: datetime | None = None,
) -> ReferenceSet:
    """Reads a table of one's own, as it is, under its file name or another.

    `dropped` tells rows that were left out before, `created_at` when the set came to be.
    Raises ReferenceSetError.
    """
    frame, now_dropped = tables.read(path)
    return ReferenceSet(
        frame,
        name=name or path.name,
        version=_content_hash(path),
        dropped=(*dropped, *now_dropped.items()),
        created_at=created_at,
    )


def load_packaged(also_dropped: Iterable[tuple[str, int]] = ()) -> ReferenceSet:
    """Reads the packaged set, of which one release of each recording takes part.

    That is the most popular one, in the playlists of all. `also_dropped` tells rows of a
    set that this one replaces. Raises ReferenceSetError.
    """
    path = packaged.locate()
    frame, dropped = tables.read(path)
    kept, folded = fold_releases(frame)
    dropped[FOLDED] = len(folded)
    return ReferenceSet(
        kept,
        name=packaged.NAME,
        version=_content_hash(path),
        dropped=(*dropped.items(), *also_dropped),
        folded=folded,
    )


def _content_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def fold_releases(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Splits off all but the most popular release of each recording; ties go to the lower id.

    What is left is in the playlists of all its releases.
    """
    best_first = frame.sort_values(["popularity", "id"], ascending=[False, True])
    keys = pd.Series(
        [
            recording_key(*row)
            for row in zip(best_first["artists"], best_first["name"], strict=True)
        ],
        index=best_first.index,
    )
    spare = keys.index[keys.duplicated() & keys.notna()]
    kept, folded = frame.drop(spare), frame.loc[spare]
    later = united([pa.table([cells.array(keys[spare]), cells.array(folded["playlists"])], TOLD)])
    playlists = with_later(cells.array(keys[kept.index]), cells.array(kept["playlists"]), later)
    return kept.assign(playlists=pd.array(playlists.to_pandas(), dtype="str")), folded
