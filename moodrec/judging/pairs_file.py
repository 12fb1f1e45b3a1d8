"""A listener's judgements as a file: pairs in the raw layout of the MusAV data set.

One JSON object a line, where energy is called arousal (D. Bogdanov et al., "MusAV: a dataset of
relative arousal-valence annotations for validation of audio models", 2022,
https://github.com/MTG/musav-dataset).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from moodrec.judgements import Axis, Judgement
from moodrec.judging.own import OwnPlace

NAME = "moodrec-judgements.jsonl"
"""What such a file is called."""
_YOU = "you"
_TYPES: Mapping[Axis, str] = {"valence": "valence", "energy": "arousal"}


def to_jsonl(places: Iterable[OwnPlace]) -> bytes:
    """All judgements behind these places, one a line."""
    lines = (json.dumps(_pair(one)) for place in places for one in place.judgements)
    return "".join(f"{line}\n" for line in lines).encode()


def _pair(judgement: Judgement) -> dict[str, Any]:
    return {
        "tripletid": "",
        "songid_a": judgement.a,
        "songid_b": judgement.b,
        "annotator": judgement.rater or _YOU,
        "type": _TYPES[judgement.axis],
        "higher_value": judgement.higher,
    }
