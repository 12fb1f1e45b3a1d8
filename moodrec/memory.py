"""The memory of this process: how much it may use, and that it gives back what it used."""

from __future__ import annotations

import ctypes
import os
import resource
from contextlib import suppress
from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")
_FILES = ("memory.max", "memory/memory.limit_in_bytes")  # of version 2, of version 1
_OWN = Path("/proc/self/cgroup")
_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h, told in mallopt(3)


def limit(cgroups: Path = _CGROUPS, own: Path = _OWN) -> int:
    """In bytes: the least of the machine's memory, the process's limit and its cgroups' limits."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY:
        found.append(soft)
    return min([*found, *_told(cgroups, own)])


def _told(cgroups: Path, own: Path) -> list[int]:
    """The limits of the process's own cgroup and of all above it."""
    folders = {cgroups}
    with suppress(OSError):
        for line in own.read_text().splitlines():
            name = line.rpartition(":")[2].strip("/")
            for folder in ((cgroups / name), *(cgroups / name).parents):
                if folder.is_relative_to(cgroups):
                    folders.add(folder)
    texts = []
    for path in (folder / file for folder in folders for file in _FILES):
        with suppress(OSError):
            texts.append(path.read_text().strip())
    return [int(text) for text in texts if text.isdecimal()]


def share_one_arena() -> None:
    """Lets all threads allocate in one place, where the C library can be told so (glibc).

    Else it has up to eight for each core, and each keeps what its threads have used and given
    back. Python runs in one thread at a time, so hardly any of them waits for another.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
