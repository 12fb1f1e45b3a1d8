"""How much memory this process may use: the machine's, or less where its container allows less."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")
_FILES = ("memory.max", "memory/memory.limit_in_bytes")  # of version 2, of version 1
_OWN = Path("/proc/self/cgroup")


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
