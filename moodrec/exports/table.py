"""CSV: all values of each song, for a spreadsheet or a program."""

from __future__ import annotations

import csv
import io

from moodrec.exports import values
from moodrec.listing import Entry, Listing, Told
from moodrec.model import Track

_COLUMNS = tuple(values.of(Entry(Track("", None, ""))))
_FORMULA = tuple("=+-@＝＋－＠")  # noqa: RUF001  # some spreadsheets read the wide ones as well
_ENCODING = "utf-8-sig"  # without its mark Excel takes UTF-8 for the local code page


def write(listing: Listing) -> bytes:
    """One row a song under a header (RFC 4180); what is not known is empty.

    A spreadsheet would carry out a text that starts like a formula. So such a text is written
    with an apostrophe before it, which spreadsheets take for "this is text"
    (https://owasp.org/www-community/attacks/CSV_Injection). Numbers stay as they are.
    """
    rows = [_row(entry) for entry in listing.entries]
    columns = dict.fromkeys([*_COLUMNS, *(name for row in rows for name in row)])
    file = io.StringIO()
    writer = csv.DictWriter(file, list(columns))
    writer.writerow({name: _cell(name) for name in columns})
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return file.getvalue().encode(_ENCODING)


def _row(entry: Entry) -> dict[str, Told]:
    """All values of a song; a further one that has the name of a column gets another."""
    more = values.more(entry).items()
    known = values.of(entry)
    return known | {f"more {name}" if name in known else name: value for name, value in more}


def _cell(value: Told) -> Told:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return str(value).lower() if isinstance(value, bool) else value
