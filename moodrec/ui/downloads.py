"""The reference set to take away: the article's file, or everything."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

from moodrec.reference import ReferenceSet


def show(reference: ReferenceSet) -> None:
    """One button a format; a file is made when it is asked for."""
    st.markdown("##### Take it away")
    with st.container(horizontal=True):
        _button(
            reference, "valence_arousal_dataset.csv", "The article's CSV", "text/csv", article=True
        )
        _button(reference, "moodrec-reference.csv", "Full CSV", "text/csv")
        _button(reference, "moodrec-reference.parquet", "Parquet", "application/octet-stream")
    st.caption(
        "The article's file has its six columns: id, genre, track_name, artist_name, valence and "
        "energy. The full ones hold all features, each row's source and its time."
    )


def _button(
    reference: ReferenceSet, name: str, label: str, mime: str, *, article: bool = False
) -> None:
    st.download_button(
        label,
        partial(_content, reference, name, article=article),
        file_name=name,
        mime=mime,
        on_click="ignore",
        icon=":material/download:",
        key=f"download-{name}",
    )


def _content(reference: ReferenceSet, name: str, *, article: bool) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        reference.export(path, article=article)
        return path.read_bytes()
