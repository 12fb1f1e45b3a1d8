"""Reads values out of foreign JSON without trusting it: a value is right or it is absent."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from moodrec.errors import BadAnswer
from moodrec.model import FEATURE_RANGES, YEARS, AudioFeatures, Track
from moodrec.texts import clean, leading_year

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def mapping(source: str, value: object) -> Mapping[str, Any]:
    """`value` as a JSON object. Raises BadAnswer."""
    if not isinstance(value, Mapping):
        raise BadAnswer(source)
    return value


def items(source: str, value: object, key: str) -> list[Mapping[str, Any]]:
    """The JSON objects of the list under `key`; null entries are passed over. Raises BadAnswer."""
    return rows(source, mapping(source, value).get(key))


def rows(source: str, value: object) -> list[Mapping[str, Any]]:
    """The JSON objects of a list; other entries are passed over. Raises BadAnswer."""
    if not isinstance(value, list):
        raise BadAnswer(source)
    return [row for row in value if isinstance(row, Mapping)]


def inner(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The JSON object under `key`, empty when there is none."""
    value = row.get(key)
    return value if isinstance(value, Mapping) else {}


def text(value: object) -> str | None:
    """A text that is not blank, else None."""
    return clean(value) or None if isinstance(value, str) else None


def mbid(value: object) -> str | None:
    """A MusicBrainz identifier (a UUID) in small letters, else None."""
    found = value.lower() if isinstance(value, str) else ""
    return found if _UUID.fullmatch(found) else None


def number(value: object, low: float = 0.0, high: float = math.inf) -> float | None:
    """A finite number from `low` to `high`, else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        found = float(value)
    except OverflowError:  # a whole number of hundreds of digits
        return None
    return found if low <= found <= high and math.isfinite(found) else None


def whole(value: object) -> int | None:
    """A whole number that is not negative, else None."""
    found = number(value)
    return None if found is None else int(found)


def truth(value: object) -> bool | None:
    """True or false, else None."""
    return value if isinstance(value, bool) else None


def year(value: object) -> int | None:
    """The year that a date such as "2019-06-14" begins with, from 1000 to 2100, else None."""
    found = number(leading_year(value) if isinstance(value, str) else None, *YEARS)
    return None if found is None else int(found)


def names(value: object) -> tuple[str, ...]:
    """The names of a list of artists."""
    entries = value if isinstance(value, list) else []
    found = (text(entry.get("name")) for entry in entries if isinstance(entry, Mapping))
    return tuple(filter(None, found))


def track(row: Mapping[str, Any], track_id: str, source: str, genre: str | None = None) -> Track:
    """One track object of Spotify's: what it does not tell is absent."""
    album = inner(row, "album")
    return Track(
        id=track_id,
        name=text(row.get("name")),
        source=source,
        artists=names(row.get("artists")),
        genre=genre,
        album=text(album.get("name")),
        popularity=number(row.get("popularity"), 0, 100),
        duration_ms=whole(row.get("duration_ms")),
        isrc=text(inner(row, "external_ids").get("isrc")),
        year=year(album.get("release_date")),
        explicit=truth(row.get("explicit")),
        fetched_at=now(),
    )


def audio_features(row: Mapping[str, Any], track_id: str, source: str) -> AudioFeatures:
    """The audio features of one JSON object in Spotify's names; out of range means absent."""
    values = {name: number(row.get(name), *span) for name, span in FEATURE_RANGES.items()}
    return AudioFeatures(track_id=track_id, source=source, fetched_at=now(), **values)


def now() -> datetime:
    """The time of an answer, in UTC."""
    return datetime.now(UTC)
