"""The sidebar of every page: the present reference set, the crawl, and who is logged in."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from moodrec import settings, words
from moodrec.crawl import Crawls
from moodrec.errors import MoodrecError
from moodrec.model import ReferenceSummary
from moodrec.texts import counted
from moodrec.ui import account, cache, crawling
from moodrec.ui.text import plain


def show() -> None:
    """Draws the sidebar."""
    with st.sidebar:
        st.markdown("**Reference set**")
        try:
            _present(cache.recommender().summary)
        except MoodrecError:
            st.caption("It cannot be read: the page tells why.")
        try:
            crawling.panel(Crawls(settings.load()))
        except MoodrecError as error:
            st.error(plain(str(error)))
        account.status()


def _present(summary: ReferenceSummary) -> None:
    genres = f" · {counted(len(summary.genres), 'genre')}" if summary.genres else ""
    st.markdown(f"{counted(summary.rows, 'song')}{genres}")
    age = words.age(summary, datetime.now(UTC).date())
    st.caption(plain(", ".join(filter(None, (summary.name, age)))))
    if settings.load().reference:
        st.caption(
            "MOODREC_REFERENCE names this table. A new set is kept, and in use once that "
            "setting is gone."
        )
    if expired := words.expired(summary):
        st.warning(plain(expired))
