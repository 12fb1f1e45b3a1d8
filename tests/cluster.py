"""A PostgreSQL of the tests' own: on loopback, in a folder of its own, stopped afterwards."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

_HELPERS = ("postgres", "nobody")  # who runs it where the tests are root: initdb refuses root
_PATIENCE = 60.0  # seconds
_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=64MB")


class Cluster:
    """One server with its data; it can be stopped and started again."""

    def __init__(self) -> None:
        self.port, self._made = _free_port(), 0
        self._folder = Path(tempfile.mkdtemp(prefix="moodrec-postgres-"))
        self._as: dict[str, Any] = _helper()
        if self._as:
            shutil.chown(self._folder, self._as["user"], self._as["group"])
        self._server: subprocess.Popen[bytes] | None = None
        self._run("initdb", "--auth=trust", "--username=moodrec", "--encoding=UTF8", "--no-sync",
                  "--locale=C.UTF-8", "--pgdata", str(self._folder / "data"))  # fmt: skip
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://moodrec@127.0.0.1:{self.port}/postgres"

    def database(self) -> str:
        """The address of a new database, with nothing in it."""
        import psycopg  # noqa: PLC0415  # an extra

        self._made += 1
        name = f"test_{self._made}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"{self.url.rpartition('/')[0]}/{name}"

    def start(self) -> None:
        settings = (f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=",
                    *_FAST)  # fmt: skip
        options = [part for setting in settings for part in ("-c", setting)]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [_program("postgres"), "-D", str(self._folder / "data"), *options],
                stdout=log, stderr=log, cwd=self._folder, env=_ENVIRONMENT, **self._as,
            )  # fmt: skip
        self._wait()

    def stop(self) -> None:
        """At once: whoever is connected is thrown out."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(_PATIENCE)
            self._server = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def _wait(self) -> None:
        end = time.monotonic() + _PATIENCE
        ask = [_program("pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={self.port}"]
        while subprocess.run(ask, check=False, env=_ENVIRONMENT).returncode:
            assert self._server is not None
            if self._server.poll() is not None or time.monotonic() > end:
                raise AssertionError((self._folder / "log").read_text()[-2000:])
            time.sleep(0.02)

    def _run(self, program: str, *options: str) -> None:
        subprocess.run([_program(program), *options], check=True, capture_output=True,
                       cwd=self._folder, env=_ENVIRONMENT, **self._as)  # fmt: skip


def started() -> Cluster:
    """One more server, for a test that stops it. Skips where PostgreSQL is not installed."""
    if _programs() is None:
        pytest.skip("PostgreSQL is not installed: make database")
    pytest.importorskip("psycopg")
    pytest.importorskip("sqlalchemy")
    cluster = Cluster()
    atexit.register(cluster.remove)
    return cluster


@cache
def shared() -> Cluster:
    """The server that all tests share which leave it running."""
    return started()


_ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}


def _helper() -> dict[str, Any]:
    """Who runs it, as subprocess takes it; nothing where the tests are not root."""
    if os.geteuid():
        return {}
    names = {one.pw_name: one for one in pwd.getpwall()}
    found = next(names[name] for name in _HELPERS if name in names)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


@cache
def _programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest of several; None where there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _version(path: Path) -> int:
    return int(path.parents[1].name) if path.parents[1].name.isdecimal() else 0


def _program(name: str) -> str:
    folder = _programs()
    assert folder is not None
    return str(folder / name)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port
