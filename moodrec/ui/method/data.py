"""The data: its card, the code that repeats each figure, and all numbers to take away."""

from __future__ import annotations

import json
from functools import partial

import streamlit as st

from moodrec.evaluation.published import published
from moodrec.method import code
from moodrec.method.card import to_markdown
from moodrec.method.plain import plain
from moodrec.method.report import as_json, report
from moodrec.method.steps import SONGS
from moodrec.model import MoodPoint, Query
from moodrec.service import Service
from moodrec.ui import downloads, frame
from moodrec.ui.method import asking, numbers


def show(service: Service) -> None:
    """Draws it."""
    card = to_markdown(numbers.card(service))
    with st.container(horizontal=True):
        _button("Data card", "moodrec-data-card.md", "text/markdown", card)
        st.download_button(
            "All numbers as JSON",
            partial(_numbers, service, asking.seed_of(service)),
            file_name="moodrec-method.json",
            mime="application/json",
            on_click="ignore",
            icon=":material/download:",
            key="method-json",
            help="Measured when you press: some seconds for a large set.",
        )
        _button("All code", "moodrec_method.py", "text/x-python", _script())
    downloads.show(service.reference)
    left, right = st.columns([3, 2])
    with left, st.container(border=True, key=frame.CARD):
        st.markdown(_body(card))
    with right:
        st.markdown("##### Repeat it in a notebook")
        st.caption(
            f"Each piece reads {code.FILE}, the Parquet file above, and needs pandas, numpy and "
            "scipy alone. That file has one release of a recording: how far releases lie apart is "
            "to be seen in a table that has all of them."
        )
        for title, piece in code.CODE.items():
            with st.expander(title):
                st.code(piece, language="python")


def _button(label: str, name: str, mime: str, content: str) -> None:
    st.download_button(
        label,
        content,
        file_name=name,
        mime=mime,
        on_click="ignore",
        icon=":material/download:",
        key=f"method-{name}",
    )


def _body(card: str) -> str:
    """The card without the lines in front that hubs read, its headings as small as a page's."""
    _, _, text = card.removeprefix("---").partition("---\n")
    return text.replace("\n## ", "\n##### ").replace("\n# ", "\n#### ")


def _script() -> str:
    return "\n\n".join(f"# {title}\n{piece}" for title, piece in code.CODE.items()) + "\n"


def _numbers(service: Service, seed: str | MoodPoint) -> str:
    answer = service.recommend(Query.of_the_article(seed, SONGS))
    told = as_json(report(service.index, answer.seed, answer.neighbours))
    return json.dumps(told | {"measured": plain(published())}, ensure_ascii=False, indent=2) + "\n"
