"""The command line: the same service as the pages, answering in words or JSON."""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from moodrec.cli import (
    crawl,
    evaluate,
    journey,
    method,
    playlist,
    recommend,
    reference,
    validate,
)
from moodrec.errors import MoodrecError, QueryError
from moodrec.texts import clean

COMMANDS = (recommend, journey, playlist, reference, crawl, evaluate, method, validate)
"""One module a command: its `add` declares the arguments and what carries it out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code.

    0: done; 2: bad input; 3: a source failed; 4: nobody knows the track's mood; 130: stopped
    by Ctrl-C.
    """
    # What goes wrong is told once: in the error's line, or in the answer's notices.
    logging.basicConfig(level=logging.CRITICAL)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # titles are in every script
            stream.reconfigure(encoding="utf-8")
    try:
        options = _parser().parse_args(arguments)
        options.run(options)
        sys.stdout.flush()
    except MoodrecError as error:
        print(f"moodrec: {clean(str(error))}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"moodrec: the answer cannot be written: {error.strerror}", file=sys.stderr)
        return 3
    return 0


class _Parser(argparse.ArgumentParser):
    """Tells a wrong call like every other bad input: in one line.

    What is given for the positional argument `anywhere`, a list, may stand among the options
    too, which argparse takes for superfluous.
    """

    def __init__(self, *, anywhere: str = "", **settings: Any) -> None:
        super().__init__(**settings)
        self._anywhere = anywhere

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse, with the list complete."""
        found, left = super().parse_known_args(args, namespace)
        if not self._anywhere:
            return found, left
        unknown = [text for text in left if text.startswith("-")]
        more = [text for text in left if not text.startswith("-")]
        setattr(found, self._anywhere, [*getattr(found, self._anywhere), *more])
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """Raises QueryError."""
        raise QueryError(f"{message} (see python -m moodrec --help)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m moodrec", description="Finds the songs that feel the same.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser
