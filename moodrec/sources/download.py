"""Fetches one large file to disk: streamed, resumed where it broke off, checked at its end."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

import requests

from moodrec import __version__
from moodrec.errors import SourceUnavailable, StoreError, WrongFile
from moodrec.sources.http import TIMEOUT, mapped_errors

_PIECE = 1 << 18  # bytes
_SPARE = 1 << 17  # bytes

Progress = Callable[[int, int], None]
"""Told how many bytes are there and how many there will be (0 when nobody knows)."""


def fetch(source: str, url: str, path: Path, sha256: str, progress: Progress) -> None:
    """Completes `path` from `url`; what is there already is not asked for again.

    Redirects are followed, to other hosts too: no key is sent, and the checksum tells. What
    `progress` raises ends the fetch, and the bytes so far are kept. Raises SourceError;
    WrongFile, and removes the file, when the whole has not the checksum. Raises StoreError
    when it cannot be written.
    """
    with _writable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        have = path.stat().st_size if path.exists() else 0
        if have and _checksum(path) == sha256:
            return
        with mapped_errors(source):
            _stream(source, url, path, have, progress)
        if _checksum(path) != sha256:
            path.unlink()
            raise WrongFile(source)


def _stream(source: str, url: str, path: Path, have: int, progress: Progress) -> None:
    headers = {"User-Agent": f"moodrec/{__version__}", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    with closing(
        requests.get(url, headers=headers, auth=_nobody, timeout=TIMEOUT, stream=True)
    ) as response:
        if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # all of it is there; the checksum will tell
        if response.status_code not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
            raise SourceUnavailable(source, f"HTTP {response.status_code}")
        if response.status_code == HTTPStatus.OK:
            have = 0  # the host does not resume
        total = have + int(response.headers.get("Content-Length") or 0)
        with path.open("ab" if have else "wb") as file:
            progress(have, total)
            # Not iter_content(): it loses the part of a piece that came before a break.
            while piece := response.raw.read1(_PIECE):
                file.write(piece)
                have += len(piece)
                progress(have, total)
            file.flush()
            os.fsync(file.fileno())


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Signs nothing: else requests would send what ~/.netrc has for the host."""
    return request


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    try:
        yield
    except requests.RequestException:  # an OSError too, but none of the disk
        raise
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            _give_back(path)
        raise StoreError(
            f"{path} cannot be written ({error.strerror}). Free some space, or set "
            "MOODREC_DATA_DIR to another folder."
        ) from error


def _give_back(path: Path) -> None:
    """Leaves a full disk the room in which others can write down how far this came."""
    with suppress(OSError):
        os.truncate(path, max(0, path.stat().st_size - _SPARE))
