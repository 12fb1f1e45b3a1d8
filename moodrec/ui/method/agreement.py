"""How well the values agree with a table of human judgements that the visitor brings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from moodrec.errors import MoodrecError
from moodrec.judging import sentences, table
from moodrec.judging.agreement import Validation
from moodrec.judging.reading import AXES
from moodrec.service import Service
from moodrec.ui.text import plain

_FOUND = "method-agreement"  # what was measured last in this visit, and of which file
_ANY = "as they say themselves"


def show(service: Service) -> None:
    """The box for a file, and its agreement with the values."""
    st.markdown("##### Hold the values against people")
    st.write(
        "Bring a table of judgements: pairs (“which of A and B is more positive?”), a file of the "
        "MusAV data set, or ratings of single songs. It is read here and kept nowhere."
    )
    file = st.file_uploader("Human judgements", key="method-ratings", max_upload_size=50)
    axis = st.selectbox("Its rows are about", [_ANY, *AXES], key="method-axis")
    if file is None:
        st.caption("On the command line: python -m moodrec validate --ratings FILE")
        return
    try:
        _told(_measured(service, file, axis))
    except MoodrecError as error:
        st.error(plain(str(error)))


def _measured(service: Service, file: Any, axis: str) -> Validation:
    """The agreement, measured once a file in this visit. Raises ListError."""
    key = (file.file_id, axis, service.reference.version)
    before, kept = st.session_state.get(_FOUND, (None, None))
    if before == key and isinstance(kept, Validation):
        return kept
    with st.spinner("Drawing samples …", show_time=False):
        chosen = next((one for one in AXES if one == axis), None)
        found = service.validate(file.getvalue(), file.name, chosen)
    st.session_state[_FOUND] = (key, found)
    return found


def _told(found: Validation) -> None:
    for sentence in (*sentences.counts(found), *found.notices):
        st.write(plain(sentence))
    for kind, title in sentences.TITLES.items():
        axes = [one for one in found.axes if one.kind == kind]
        if not axes:
            continue
        st.markdown(f"**{title}**")
        rows = [row for one in axes for row in table.rows(one)]
        st.dataframe(
            pd.DataFrame([_cells(row, table.columns(kind)) for row in rows]),
            hide_index=True,
            alt=title,
        )
        whys = dict.fromkeys(row.why for row in rows if row.why)
        for sentence in (*whys, *table.notes(kind, axes)):
            st.caption(plain(sentence))


def _cells(row: table.Row, rests_on: Sequence[str]) -> dict[str, object]:
    value = row.value
    return {
        "axis": row.axis,
        "values of": row.name,
        "agreement": value and round(value.value, 3),
        "from": value and round(value.low, 3),
        "to": value and round(value.high, 3),
        **dict(zip(rests_on, row.rests_on, strict=True)),
    }
