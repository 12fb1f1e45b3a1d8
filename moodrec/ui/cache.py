"""What all sessions of a process share: made once, read-only."""

from __future__ import annotations

import streamlit as st

from moodrec import figures, settings
from moodrec.figures import Figure, Palette
from moodrec.model import Query, Recommendation
from moodrec.service import Service, open_service


@st.cache_resource(show_spinner="Loading the reference set …")
def service() -> Service:
    """The service over the reference set that the settings name. Raises MoodrecError."""
    return open_service(settings.load())


def recommend(query: Query) -> Recommendation:
    """Answers a query. Raises MoodrecError.

    Not cached: the search takes a millisecond, and what the network told stays in the store.
    """
    with st.spinner("Looking the track up …", show_time=False):
        return service().recommend(query)


@st.cache_resource(max_entries=4, show_spinner=False)
def background(version: str, palette: Palette) -> Figure:  # noqa: ARG001  # the cache's key
    """The plane without a seed, for one version of the reference set."""
    return figures.background(service().overview, palette)
