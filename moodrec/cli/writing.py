"""The options that write a list down: in which format, and into which file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from moodrec.errors import QueryError, StoreError
from moodrec.exports import FORMATS, Format
from moodrec.listing import Listing


def add(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    writing = parser.add_argument_group("writing", "the list as a file")
    writing.add_argument("--format", choices=FORMATS, help="print the list in this format")
    writing.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="write it into this file; its ending is the format where none is given",
    )


def asked(options: argparse.Namespace) -> bool:
    """True when the list is to be written in one of the formats."""
    return bool(options.format or options.output)


def write(listing: Listing, options: argparse.Namespace) -> None:
    """Writes the list into the file, or else prints it, in UTF-8 whatever the terminal.

    Raises QueryError when no format is known, StoreError when the file cannot be written.
    """
    content = _format(options).write(listing)
    if options.output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        options.output.write_bytes(content)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise StoreError(f"{options.output} cannot be written: {reason}.") from error


def as_json(listings: Sequence[Listing]) -> str:
    """Lists as a JSON array of what the format "json" makes of each."""
    return f"[{', '.join(FORMATS['json'].write(one).decode() for one in listings)}]"


def _format(options: argparse.Namespace) -> Format:
    if options.format:
        return FORMATS[options.format]
    ending = options.output.suffix.lower().removeprefix(".")
    found = next((form for form in FORMATS.values() if form.ending == ending), None)
    if found is None:
        raise QueryError(f"Say with --format how to write {options.output}: {', '.join(FORMATS)}.")
    return found
