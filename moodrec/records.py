"""Tracks and audio features as JSON text and back, for the databases."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from moodrec.model import AudioFeatures, Track


def to_text(answer: Track | AudioFeatures) -> str:
    """All fields as JSON; the time as ISO 8601."""
    # Not asdict(): it copies every value deeply, which takes ten times as long.
    value = {field.name: getattr(answer, field.name) for field in fields(answer)}
    value["fetched_at"] = answer.fetched_at and answer.fetched_at.isoformat()
    return json.dumps(value, ensure_ascii=False)


def to_track(text: str) -> Track:
    """The track that to_text() wrote. Raises ValueError, TypeError or KeyError."""
    value = _read(text)
    return Track(**{**value, "artists": tuple(value["artists"])})


def to_features(text: str) -> AudioFeatures:
    """The audio features that to_text() wrote. Raises ValueError or TypeError."""
    return AudioFeatures(**_read(text))


def _read(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text)
    if not isinstance(value, dict):
        raise TypeError("neither a track nor audio features")
    if fetched_at := value.get("fetched_at"):
        value["fetched_at"] = datetime.fromisoformat(fetched_at)
    return value
