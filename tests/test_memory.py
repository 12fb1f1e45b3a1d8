"""How much memory the process may use, as its cgroups say, and where its threads take it."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from moodrec import memory

ARENAS = """
import ctypes, sys, threading
from moodrec.memory import share_one_arena
if sys.argv[1] == "shared":
    share_one_arena()
library = ctypes.CDLL(None)
library.fopen.restype = ctypes.c_void_p
together, done = threading.Barrier(4), []
def allocate():
    done.append(bytes(50_000))
    together.wait()
threads = [threading.Thread(target=allocate) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
file = library.fopen(sys.argv[2].encode(), b"w")
library.malloc_info(0, ctypes.c_void_p(file))
library.fclose(ctypes.c_void_p(file))
"""
"""A program whose four threads allocate at once, and that writes what glibc tells of its arenas."""
MACHINE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def test_without_a_limit_it_is_the_machines(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.limit(tmp_path, tmp_path / "none") <= MACHINE


def test_the_narrowest_group_counts(tmp_path: Path) -> None:
    inner = tmp_path / "app.slice" / "app.service"
    inner.mkdir(parents=True)
    own = tmp_path / "own"
    own.write_text("0::/app.slice/app.service\n")
    (inner / "memory.max").write_text("max\n")
    (tmp_path / "app.slice" / "memory.max").write_text("5000000\n")
    assert memory.limit(tmp_path, own) == 5_000_000
    (inner / "memory.max").write_text("4000000\n")
    assert memory.limit(tmp_path, own) == 4_000_000


def test_the_first_version_counts_too(tmp_path: Path) -> None:
    (tmp_path / "memory").mkdir()
    (tmp_path / "memory" / "memory.limit_in_bytes").write_text("3000000\n")
    assert memory.limit(tmp_path, tmp_path / "none") == 3_000_000


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="tells of glibc's arenas")
def test_all_threads_allocate_in_one_place(tmp_path: Path) -> None:
    def arenas(how: str) -> int:
        told = tmp_path / how
        subprocess.run([sys.executable, "-c", ARENAS, how, str(told)], check=True)
        return told.read_text().count("<heap nr=")

    assert arenas("shared") == 1
    assert arenas("usual") > 1
