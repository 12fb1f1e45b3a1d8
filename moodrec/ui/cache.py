"""What all sessions of a process share: made once, read-only."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from moodrec import crawl, figures, settings
from moodrec.collection import open_library
from moodrec.crawl import Offer
from moodrec.figures import Figure, Palette
from moodrec.inventory import Inventory
from moodrec.inventory import inventory as make_inventory
from moodrec.model import Heard, Query, Recommendation
from moodrec.opening import Recommender, open_recommender, too_large
from moodrec.overview import Overview
from moodrec.reference import ReferenceSet
from moodrec.service import Service
from moodrec.settings import Settings
from moodrec.ui.byear import mine

_BY_IDENTITY: dict[str | type[Any], Callable[[Any], Any]] = {Palette: id}
"""How caches tell the two palettes apart: to look at every colour takes a while."""


def recommender() -> Recommender:
    """Who answers a query from the reference set now in use, for this visitor.

    It is opened anew each day, because what Spotify told expires. Raises MoodrecError.
    """
    found = settings.load()
    key = open_library(found).token(), datetime.now(UTC).date().isoformat()
    shared = _opened(found, *key)
    _freeze_set(*key)
    return mine.bound(shared)


def service() -> Service:
    """The same for what takes the whole set in memory. Raises MoodrecError, also if it is not."""
    found = recommender()
    if found.whole is None:
        raise too_large(found.summary.rows)
    return found.whole


@st.cache_resource(max_entries=2, show_spinner="Loading the reference set …")
def _opened(_found: Settings, token: str, today: str) -> Recommender:  # noqa: ARG001  # cache's keys
    crawl.Crawls(_found).forget_expired()
    opened = open_recommender(_found)
    _ = opened.overview  # a set beyond memory is looked at while this says that it is loaded
    return opened


@st.cache_resource(max_entries=1, show_spinner=False)
def _freeze_set(token: str, today: str) -> None:  # noqa: ARG001  # cache's keys
    _freeze()


@st.cache_resource(max_entries=16, show_spinner=False)
def freeze(page: str) -> None:  # noqa: ARG001  # cache's key
    """Once a page has been drawn for the first time, what it loaded goes out of sight as well."""
    _freeze()


def _freeze() -> None:
    """Takes what lasts out of the garbage collector's sight: once for each set and each page.

    Else Python walks over all modules now and then, and all visitors wait meanwhile. A set that
    is forgotten refers to itself in cycles, so what was frozen before is thawed first. By now the
    cache has let go of that set, hence it is freed here.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def offers() -> tuple[Offer, ...]:
    """What each crawl source says of itself; asked anew after ten minutes."""
    found = settings.load()
    return _offers(found, found.spotify_client_id)


@st.cache_resource(max_entries=2, ttl=600, show_spinner="Asking what the keys allow …")
def _offers(_found: Settings, client_id: str | None) -> tuple[Offer, ...]:  # noqa: ARG001  # key
    return crawl.offers(_found)


@st.cache_resource(max_entries=2, show_spinner=False)
def inventory(version: str, _reference: ReferenceSet) -> Inventory:  # noqa: ARG001  # cache's key
    """What is in one version of the reference set."""
    return make_inventory(_reference)


def recommend(asked: Recommender, query: Query) -> Recommendation:
    """Answers a query while the page says so. Raises MoodrecError.

    Not cached: the search takes a millisecond, and what the network told stays in the store.
    """
    with st.spinner("Looking the track up …", show_time=False):
        return asked.recommend(query, patience=0)


def heard(answer: Recommendation) -> tuple[Heard, ...]:
    """What the sources of listening data say of an answer's seeds by now. Raises MoodrecError."""
    return service().hear(answer.added, answer.wishes)


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=_BY_IDENTITY)
def background(
    version: str,  # noqa: ARG001  # the cache's key, instead of the overview itself
    palette: Palette,
    _overview: Overview,
) -> Figure:
    """The plane without a seed, for one version of the reference set."""
    return figures.background(_overview, palette)


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=_BY_IDENTITY)
def plane_backdrop(version: str, palette: Palette, _overview: Overview) -> bytes:
    """The plane without a seed as the file that a browser keeps."""
    return figures.wire.kept(background(version, palette, _overview), palette, zoom=True)


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs=_BY_IDENTITY)
def empty_backdrop(palette: Palette) -> bytes:
    """What the figures without a background have in common as the file that a browser keeps."""
    return figures.wire.kept(figures.empty(palette), palette)
