"""The numbers of one version of the reference set, measured once for all sessions."""

from __future__ import annotations

import streamlit as st

from moodrec.method.axes import Distribution
from moodrec.method.axes import distribution as measure_distribution
from moodrec.method.card import Card
from moodrec.method.card import card as make_card
from moodrec.method.overlap import Overlap, overlaps
from moodrec.method.regression import Regression
from moodrec.method.regression import regression as measure_regression
from moodrec.method.spread import Spread
from moodrec.method.spread import spread as measure_spread
from moodrec.service import Service

_SETS = 2  # the one in use, and the one before it


def distribution(service: Service, axis: str) -> Distribution:
    """How an axis is distributed."""
    return _distribution(service.reference.version, axis, service)


def regression(service: Service) -> Regression:
    """The line of energy on valence."""
    return _regression(service.reference.version, service)


def shared(service: Service, first: str, second: str) -> tuple[Overlap, ...]:
    """How much the lists of two metrics have in common, whichever of them comes first."""
    first, second = sorted((first, second))
    return _shared(service.reference.version, first, second, service)


def spread(service: Service) -> Spread:
    """How far apart releases of one recording lie."""
    return _spread(service.reference.version, service)


def card(service: Service) -> Card:
    """The data card of the set."""
    return _card(service.reference.version, service)


@st.cache_resource(max_entries=2 * _SETS, show_spinner=False)
def _distribution(version: str, axis: str, _service: Service) -> Distribution:  # noqa: ARG001  # key
    return measure_distribution(_service.reference, axis)


@st.cache_resource(max_entries=_SETS, show_spinner="Drawing 1,000 samples …")
def _regression(version: str, _service: Service) -> Regression:  # noqa: ARG001  # cache's key
    return measure_regression(_service.reference)


@st.cache_resource(max_entries=20 * _SETS, show_spinner="Comparing 1,000 lists …")
def _shared(version: str, first: str, second: str, _service: Service) -> tuple[Overlap, ...]:  # noqa: ARG001  # key
    return overlaps(_service.index, first, second)


@st.cache_resource(max_entries=_SETS, show_spinner=False)
def _spread(version: str, _service: Service) -> Spread:  # noqa: ARG001  # cache's key
    return measure_spread(_service.reference)


@st.cache_resource(max_entries=_SETS, show_spinner=False)
def _card(version: str, _service: Service) -> Card:  # noqa: ARG001  # cache's key
    return make_card(_service.reference)
