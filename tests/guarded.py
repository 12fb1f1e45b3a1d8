"""Runs a module as a program that can reach nothing but this machine: `guarded MODULE ARGS`."""

from __future__ import annotations

import runpy
import sys

import pytest_socket

if __name__ == "__main__":
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
