"""What all sessions of a process share: made once, read-only."""

from __future__ import annotations

import streamlit as st

from moodrec import figures, settings
from moodrec.collection import open_library
from moodrec.figures import Figure, Palette
from moodrec.model import Query, Recommendation
from moodrec.overview import Overview
from moodrec.service import Service, open_service
from moodrec.settings import Settings


def service() -> Service:
    """The service over the reference set now in use. Raises MoodrecError."""
    found = settings.load()
    return _service(found, open_library(found).token())


@st.cache_resource(max_entries=2, show_spinner="Loading the reference set …")
def _service(_found: Settings, token: str) -> Service:  # noqa: ARG001  # the cache's key
    return open_service(_found)


def recommend(query: Query) -> Recommendation:
    """Answers a query. Raises MoodrecError.

    Not cached: the search takes a millisecond, and what the network told stays in the store.
    """
    with st.spinner("Looking the track up …", show_time=False):
        return service().recommend(query)


@st.cache_resource(max_entries=4, show_spinner=False)
def background(
    version: str,  # noqa: ARG001  # the cache's key, instead of the overview itself
    palette: Palette,
    _overview: Overview,
) -> Figure:
    """The plane without a seed, for one version of the reference set."""
    return figures.background(_overview, palette)
