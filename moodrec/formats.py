"""Opens a table, CSV in UTF-8 or Latin-1 or Parquet, and gives its columns in batches of rows."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from moodrec.ahead import ahead
from moodrec.errors import ReferenceSetError
from moodrec.texts import clean

_BLOCK = 1 << 21  # bytes of a CSV file that are parsed in one go
_BATCH = 40_000  # rows
_CHUNK = 1 << 20  # bytes
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file with commas; every value is text, an empty one is missing."""

    path: Path
    encoding: str

    def columns(self) -> list[str]:
        """The names in the first line."""
        return next(self._lines(), [])

    def batches(
        self, wanted: Sequence[str], numbers: Sequence[str], dropped: Counter[str]
    ) -> Iterator[pa.RecordBatch]:
        """The `wanted` columns; lines with too many or too few values count in `dropped`.

        Those of `numbers` hold numbers until one value is none; from then on they are text.
        """
        texts = dict.fromkeys(wanted, pa.string())
        given = 0
        for types in (texts | dict.fromkeys(numbers, pa.float64()), texts):
            spoilt: Counter[str] = Counter()
            skip = given
            try:
                for batch in ahead(_grouped(self._parsed(types, spoilt))):
                    new = batch.slice(skip)
                    skip -= min(skip, batch.num_rows)
                    given += new.num_rows
                    yield new
            except pa.ArrowInvalid:
                if types == texts:
                    raise
            else:
                dropped.update(spoilt)
                return

    def _parsed(self, types: dict[str, pa.DataType], spoilt: Counter[str]) -> pa.RecordBatchReader:
        def leave_out(_: pyarrow.csv.InvalidRow) -> str:
            spoilt["wrong number of columns"] += 1
            return "skip"

        return pyarrow.csv.open_csv(
            self.path,
            read_options=pyarrow.csv.ReadOptions(
                encoding=self.encoding, block_size=_BLOCK, use_threads=False
            ),
            parse_options=pyarrow.csv.ParseOptions(
                newlines_in_values=True, invalid_row_handler=leave_out
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=list(types), column_types=types
            ),
        )

    def head(self, rows: int) -> list[list[str]]:
        """The first `rows` rows after the names."""
        return list(islice(self._lines(), 1, 1 + rows))

    def _lines(self) -> Iterator[list[str]]:
        encoding = "utf-8-sig" if self.encoding == "utf-8" else self.encoding
        with self.path.open(encoding=encoding, errors="replace", newline="") as file:
            yield from csv.reader(file)


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """A Parquet file; a value has the type that the file gives it."""

    path: Path

    def columns(self) -> list[str]:
        """The names in the schema."""
        names: list[str] = pq.read_schema(self.path).names
        return names

    def batches(
        self, wanted: Sequence[str], _numbers: Sequence[str], _dropped: Counter[str]
    ) -> Iterator[pa.RecordBatch]:
        """The `wanted` columns; a Parquet file has no broken lines to count."""
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(_BATCH, columns=list(wanted)):
                batch.validate(full=True)  # text that is no UTF-8 is told here, not later
                yield batch

    def head(self, rows: int) -> list[list[str]]:
        """The first `rows` rows as texts, an absent value as an empty one."""
        with pq.ParquetFile(self.path, memory_map=True) as file:
            first = next(file.iter_batches(rows), None)
        values = (
            []
            if first is None
            else zip(*(column.to_pylist() for column in first.columns), strict=True)
        )
        return [["" if value is None else clean(str(value)) for value in row] for row in values]


def open_table(path: Path, *, whole: bool = True) -> CsvTable | ParquetTable:
    """The table at `path`; with `whole` false its first megabyte alone tells the encoding."""
    if path.suffix.lower() in {".parquet", ".pq"}:
        return ParquetTable(path)
    return CsvTable(path, _encoding(path, whole=whole))


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """What goes wrong while reading `path` becomes a ReferenceSetError that names it."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise ReferenceSetError(f"The table {path} cannot be read: {reason}.") from error
    except (pa.ArrowException, UnicodeError, csv.Error) as error:
        raise ReferenceSetError(f"{path.name} is not a table that can be read.") from error


def utf8(content: bytes) -> bytes:
    """Text in UTF-8, in UTF-16 with its mark, or else in Latin-1, as UTF-8 without marks."""
    if content.startswith(_UTF_16):
        text = content.decode("utf-16", "replace")
        return text.encode("utf-8", "replace")
    content = content.removeprefix(codecs.BOM_UTF8)
    return content if _is_utf8(content) else content.decode("latin-1").encode()


def _grouped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of at least _BATCH rows, but for the last."""
    group: list[pa.RecordBatch] = []
    for batch in batches:
        group.append(batch)
        if sum(one.num_rows for one in group) >= _BATCH:
            yield pa.concat_batches(group)
            group = []
    if group:
        yield pa.concat_batches(group)


def _encoding(path: Path, *, whole: bool) -> str:
    """UTF-8 where the file is UTF-8, else Latin-1, in which any file can be read."""
    with path.open("rb") as file:
        rest = b""
        while chunk := file.read(_CHUNK):
            lines, _, rest = (rest + chunk).rpartition(b"\n")  # no character is cut in two
            if not _is_utf8(lines):
                return "latin-1"
            if not whole:
                return "utf-8"
    return "utf-8" if _is_utf8(rest) else "latin-1"


def _is_utf8(content: bytes) -> bool:
    """Arrow's check, which takes a tenth of the time of decoding."""
    ends = pa.py_buffer(np.array([0, len(content)], dtype=np.int32))
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(content)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
