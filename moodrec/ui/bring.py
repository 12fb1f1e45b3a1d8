"""Tables of one's own: uploaded, looked at, and made the reference set."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from moodrec import settings, tables
from moodrec.collection import import_tables
from moodrec.errors import MoodrecError, StoreError
from moodrec.layouts import LAYOUTS, NEEDED, WITHOUT_GENRE, Layout, by_hand
from moodrec.tables import Preview
from moodrec.texts import by_reason, clean, counted
from moodrec.ui import guard
from moodrec.ui.text import plain

_DONE = "import-done"
_OFFERED = ("genre", "duration_ms", "album", "isrc", "year", "explicit", "playlists")
"""Columns that one may name; the other optional ones count when they have moodrec's names."""
_LABELS = {
    "id": "Track id or link",
    "name": "Title",
    "duration_ms": "Length in milliseconds",
    "isrc": "ISRC",
    "year": "Year or release date",
    "explicit": "Explicit or not",
    "playlists": "Playlist id",
}


def show() -> None:
    """The upload, a preview, and which column is which where that is not known."""
    st.markdown("##### Bring tables of your own")
    if done := st.session_state.pop(_DONE, None):
        st.success(plain(done))
    if not guard.ask("import"):
        return
    uploaded = st.file_uploader(
        "CSV or Parquet: Exportify, the article's file, or any table with valence and energy",
        type=["csv", "parquet"],
        accept_multiple_files=True,
        key="upload",
    )
    try:
        with tempfile.TemporaryDirectory() as folder:
            if paths := [_written(file, Path(folder)) for file in uploaded]:
                _offer(paths)
    except MoodrecError as error:
        st.error(plain(str(error)))


def _written(file: UploadedFile, folder: Path) -> Path:
    """The uploaded file on disk, under its own name without what no file name can have."""
    name = Path(clean(file.name)).name or "table"
    path = folder / file.file_id / f"{Path(name).stem[:80]}{Path(name).suffix[:9]}"
    try:
        path.parent.mkdir()
        path.write_bytes(file.getbuffer())
    except OSError as error:
        raise StoreError(f"{name} cannot be stored: {error.strerror}. Try again later.") from error
    return path


def _offer(paths: Sequence[Path]) -> None:
    """Previews the tables and imports them; unknown ones share one form of columns."""
    previews = [tables.preview(path) for path in paths]
    for path, preview in zip(paths, previews, strict=True):
        _preview(path.name, preview)
    unknown = [
        (path.name, one) for path, one in zip(paths, previews, strict=True) if not one.layout
    ]
    layout = _columns(*unknown[0]) if unknown else None
    if unknown and layout is None:
        return
    if st.button("Make it the reference set", type="primary", key="import"):
        guard.require()
        version = import_tables(settings.load(), paths, layout=layout)
        left_out = by_reason(version.dropped)
        st.session_state[_DONE] = f"{counted(version.rows, 'song is', 'songs are')} in use now." + (
            f" Left out: {left_out}." if left_out else ""
        )
        st.rerun()


def _preview(name: str, preview: Preview) -> None:
    known = f"layout: {preview.layout}" if preview.layout else "which column is which?"
    st.caption(f"**{plain(name)}** · {plain(known)}")
    st.dataframe(
        pd.DataFrame(preview.rows, columns=range(len(preview.columns))),
        hide_index=True,
        column_config={str(n): plain(name) for n, name in enumerate(preview.columns)},
        alt=f"The first rows of {name}",
    )


def _columns(name: str, preview: Preview) -> Layout | None:
    """Asks which column is which; None while a needed one is not named."""
    if len(preview.columns) < len(WITHOUT_GENRE):
        st.error(
            f"{plain(name)} has too few columns. moodrec reads Parquet, and CSV with commas, "
            "in UTF-8 or Latin-1: save it as such first."
        )
        return None
    chosen: dict[str, str] = {}
    with st.container(horizontal=True):
        for ours in (*WITHOUT_GENRE, *_OFFERED):
            column = st.selectbox(
                _LABELS.get(ours, ours.replace("_", " ").capitalize()),
                preview.columns,
                index=_likely(ours, preview.columns),
                placeholder="needed" if ours in WITHOUT_GENRE else "none",
                key=f"column-{ours}",
                width=180,
            )
            if column:
                chosen[ours] = column
    missing = [ours for ours in NEEDED if ours in WITHOUT_GENRE and ours not in chosen]
    if missing:
        st.caption(f"Choose the column of: {', '.join(missing)}.")
        return None
    return by_hand(chosen)


def _likely(name: str, columns: Sequence[str]) -> int | None:
    """The column that is called as in one of the known layouts, if any."""
    known = {name, *(layout.source_of(name).casefold() for layout in LAYOUTS)}
    return next((n for n, column in enumerate(columns) if column.strip().casefold() in known), None)
