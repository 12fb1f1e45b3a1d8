"""The sidebar of every page: the present reference set, and the crawl."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from moodrec import settings, words
from moodrec.crawl import Crawls
from moodrec.errors import MoodrecError
from moodrec.texts import counted
from moodrec.ui import cache, crawling
from moodrec.ui.text import plain


def show() -> None:
    """Draws the sidebar; what cannot be read is told there, and the page tells more."""
    with st.sidebar:
        st.markdown("**Reference set**")
        try:
            _present()
            crawling.panel(Crawls(settings.load()))
        except MoodrecError as error:
            st.error(plain(str(error)))


def _present() -> None:
    summary = cache.service().reference.summary
    genres = f" · {counted(len(summary.genres), 'genre')}" if summary.genres else ""
    st.markdown(f"{counted(summary.rows, 'song')}{genres}")
    age = words.age(summary, datetime.now(UTC).date())
    st.caption(plain(", ".join(filter(None, (summary.name, age)))))
    if expired := words.expired(summary):
        st.warning(plain(expired))
