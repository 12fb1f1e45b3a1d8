"""How much memory the process may use, as its cgroups say."""

from __future__ import annotations

import os
from pathlib import Path

from moodrec import memory

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
