"""A data card as Markdown, in the form that people know from hubs of data sets.

YAML in front, then the sections: https://huggingface.co/docs/hub/datasets-cards.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from moodrec import words
from moodrec.method.card.columns import Column
from moodrec.method.card.contents import FEW_SONGS, Card
from moodrec.method.card.origins import Origin
from moodrec.method.code import LOAD
from moodrec.overview import COARSE_CELLS
from moodrec.texts import clean, counted

_TAGS = ("music", "audio-features", "mood", "valence", "energy", "spotify")
_MARKS = re.compile(r"([\\`*\[\]<>|#$~&@]|(?<![^\W_])_|_(?![^\W_])|:(?=\S)|(?<=www)\.)")
_CELLS = COARSE_CELLS**2
_LISTED = 12  # small genres that are named
_SIZES = tuple(
    (10**power, name)
    for power, name in enumerate(("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M"), 3)
)
_LARGEST = "10M<n<100M"
_INTENDED = """\
For teaching, for trying out ways to recommend music on the mood plane, and as the reference set
of moodrec: the songs among which neighbours are sought.

Out of scope:

* No judgement about a person's mood or health: what somebody hears does not tell it.
* No statement about music at large: nothing says that these songs are a random sample of it.
* No fine distinctions: values closer than those of two releases of one song say the same."""


def to_markdown(card: Card) -> str:
    """The whole card; names from foreign tables cannot break it."""
    sections = {
        "Dataset description": escaped(card.about),
        "Source": _sources(card.origins),
        "Licence": _licences(card.origins),
        "Date": _date(card),
        "Structure": _structure(card.columns),
        "Size": _bullets(_size(card)),
        "Gaps": _bullets(_gaps(card)),
        "Known biases": _bullets(escaped(bias.sentence) for bias in card.biases),
        "Intended use": _INTENDED,
        "How to load it": f"```python\n{LOAD}\n```",
    }
    body = (f"## {title}\n\n{text}\n" for title, text in sections.items())
    return "\n".join((_front(card), f"# {escaped(card.summary.name)}\n", *body))


def escaped(text: str) -> str:
    """Foreign text on one line, without a mark that Markdown could read."""
    return _MARKS.sub(r"\\\1", " ".join(clean(text).split()))


def _front(card: Card) -> str:
    """The metadata that hubs read; a JSON string is one of YAML's too."""
    names = dict.fromkeys(name for one in card.origins for name in one.licence.names)
    size = next((name for limit, name in _SIZES if card.summary.rows < limit), _LARGEST)
    return "\n".join(
        (
            "---",
            f"pretty_name: {json.dumps(clean(card.summary.name), ensure_ascii=False)}",
            *_yaml_list("license", names),
            *_yaml_list("size_categories", [size]),
            *_yaml_list("tags", _TAGS),
            "---\n",
        )
    )


def _yaml_list(name: str, values: Iterable[str]) -> Iterator[str]:
    yield f"{name}:"
    yield from (f"- {value}" for value in values)


def _sources(origins: Iterable[Origin]) -> str:
    rows = ((escaped(one.name), _told(one), _fetched(one)) for one in origins)
    return _table(("source", "songs", "fetched"), rows)


def _told(origin: Origin) -> str:
    titles = f"the titles of {origin.titles:,} more" if origin.titles else ""
    moods = f"{origin.songs:,}" if origin.songs or not titles else ""
    return ", ".join(filter(None, (moods, titles)))


def _fetched(origin: Origin) -> str:
    if origin.first is None or origin.last is None:
        return "not recorded"
    first, last = (f"{one:%Y-%m-%d}" for one in (origin.first, origin.last))
    return first if first == last else f"{first} to {last}"


def _licences(origins: Iterable[Origin]) -> str:
    return _bullets(
        f"{escaped(one.name)}: {' '.join(filter(None, (one.licence.words, _link(one))))}"
        for one in origins
    )


def _link(origin: Origin) -> str:
    return f"(<{origin.licence.link}>)" if origin.licence.link else ""


def _date(card: Card) -> str:
    if card.summary.created_at is None:
        return "When the set was made is not recorded."
    return f"Made on {card.summary.created_at:%Y-%m-%d}."


def _structure(columns: Iterable[Column]) -> str:
    rows = (
        (one.name, "number" if one.number else "text", one.unit, _range(one), f"{one.missing:,}")
        for one in columns
    )
    return _table(("column", "type", "unit", "range here", "missing"), rows)


def _range(column: Column) -> str:
    if column.low is None or column.high is None:
        return ""
    return f"{_number(column.low)} to {_number(column.high)}"


def _number(value: float) -> str:
    return f"{round(value, 3) + 0:.3f}".rstrip("0").rstrip(".")


def _size(card: Card) -> Iterator[str]:
    recordings = counted(card.recordings, "recording")
    yield (
        f"{counted(card.summary.rows, 'song')} of {recordings}, "
        "told apart by ISRC, or by artists and title."
    )
    if card.folded:
        yield f"Folded away, because one release of each takes part: {card.folded:,}."
    yield escaped(words.left_out(card.summary) or "No row is known to be left out.")


def _gaps(card: Card) -> Iterator[str]:
    told = ("source", "title_source")
    missing = [one for one in card.columns if one.missing and one.name not in told]
    named = ", ".join(f"{escaped(one.name)} ({one.missing:,})" for one in missing)
    yield f"Songs without a value: {named}." if named else "No song lacks a value."
    yield (
        "Cells of the plane with less than a fifth of an even share of songs: "
        f"{card.thin} of {_CELLS}; without any song: {card.empty}."
    )
    if small := card.small_genres:
        first = [f"{escaped(name)} ({songs})" for name, songs in reversed(small)][:_LISTED]
        more = f" and {len(small) - _LISTED} more" if len(small) > _LISTED else ""
        yield f"Genres with fewer than {FEW_SONGS} songs: {', '.join(first)}{more}."
    elif card.summary.genres:
        yield f"Each genre has at least {FEW_SONGS} songs."


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"* {line}" for line in lines)


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    ruled = (titles, ("---",) * len(titles), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in ruled)
