"""What a format of files is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from moodrec.listing import Listing


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a list down.

    `ending` is that of its files, without the dot; `mime` their media type; `about` says in
    one sentence who reads them; `write` gives the content of a file, which is always UTF-8.
    """

    name: str
    ending: str
    mime: str
    about: str
    write: Callable[[Listing], bytes]
