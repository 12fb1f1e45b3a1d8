"""How the list is ordered: presets in a row, and behind a button all that they set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import cycle

import streamlit as st

from moodrec.metrics import METRICS
from moodrec.model import FEATURE_NAMES
from moodrec.recommend import Index
from moodrec.texts import counted
from moodrec.ui import address, state
from moodrec.wishes import (
    LARGEST_DICE,
    ORDERS,
    PRESETS,
    SOUND_WEIGHTS,
    WIDEST_RING,
    Weights,
    Wishes,
)

OPEN = "knobs"
"""Key of the button that shows the knobs."""
_PRESET = "preset"
_LABELS = {"closest": "Closest", "same mood": "Same mood"}
_NAMES = {"playlists": "On the same playlists", "ListenBrainz": "ListenBrainz"}
_SMALLEST = 0.01  # radius that the slider offers; the address may ask for a smaller one
_KNOBS = {
    "familiar": (-1.0, "Obscure ↔ familiar", "By popularity, where it is known."),
    "sound": (0.0, "Any sound ↔ same sound", "By the audio features below, as percentiles."),
    "variety": (0.0, "Alike ↔ varied", "Each pick unlike those before it in sound, artist, genre."),
    "surprise": (0.0, "As always ↔ surprise", "Chance; the same link gives the same list."),
}


def presets(wished: Wishes) -> None:
    """The presets; the one that is in force is marked."""
    chosen = (name for name, one in PRESETS.items() if _plain(one.wishes) == _plain(wished))
    state.show(_PRESET, next(chosen, None))
    st.pills(
        "What kind of list",
        list(PRESETS),
        key=_PRESET,
        on_change=_take_preset,
        wrap=True,
        label_visibility="collapsed",
        help="\n\n".join(f"**{one.name}**: {one.about}" for one in PRESETS.values()),
    )


def show(wished: Wishes, index: Index, ears: Sequence[str]) -> None:
    """The two orders, the ring and the four knobs; folded behind them, what they are made of."""
    popover = st.popover("Knobs", icon=":material/tune:", key=OPEN, on_change="rerun")
    if not popover.open:
        return  # what nobody sees need not be sent
    with popover:
        _order(wished)
        _radius(wished)
        for name in _KNOBS:
            _knob(name, wished, index)
        if wished.surprise:
            _dice(wished)
        with st.expander("What is near, and what the same sound is"):
            _metric(wished)
            _weights("sound_weights", SOUND_WEIGHTS, wished.sound_weights, "What the sound is")
        _ears(wished, ears)


def nearness(wished: Wishes) -> None:
    """Those of the knobs that need no songs to compare with: the ring, and what is near."""
    popover = st.popover("What is near", icon=":material/tune:", key=OPEN, on_change="rerun")
    if not popover.open:
        return  # what nobody sees need not be sent
    with popover:
        _radius(wished)
        _metric(wished)


def _plain(wished: Wishes) -> Wishes:
    """The wishes without what makes no difference, such as the number of a surprise that is off."""
    return replace(
        wished,
        dice=wished.dice if wished.surprise else 0,
        weights=wished.weights if wished.metric == "weighted" else (),
        sound_weights=tuple(sorted(wished.sound_weights)) if wished.sound else (),
        shares=tuple(sorted(one for one in wished.shares if one[1])),
    )


def _take_preset() -> None:
    if name := st.session_state[_PRESET]:
        state.put(address.of_wishes(PRESETS[name].wishes))


def _order(wished: Wishes) -> None:
    state.show("order-of-list", wished.order)
    st.segmented_control(
        "Order",
        ORDERS,
        key="order-of-list",
        required=True,
        format_func=lambda order: _LABELS[order],
        on_change=lambda: state.wish(order=st.session_state["order-of-list"]),
        help="Closest: nearest first, as in the article; knobs choose among twice as many. "
        "Same mood: all songs inside the ring count as equally near, and the knobs order them.",
    )


def _knob(name: str, wished: Wishes, index: Index) -> None:
    low, label, about = _KNOBS[name]
    unknown = name == "familiar" and not index.percentiles.knows_popularity
    key = f"wish-{name}"
    state.show(key, getattr(wished, name))
    st.slider(
        label,
        low,
        1.0,
        step=0.05,
        key=key,
        disabled=unknown,
        help="No song of this set has a known popularity." if unknown else about,
        on_change=lambda: state.wish(**{name: st.session_state[key]}),
    )


def _radius(wished: Wishes) -> None:
    state.show("wish-radius", max(wished.radius, _SMALLEST))
    st.slider(
        "Radius of the same-mood ring",
        _SMALLEST,
        WIDEST_RING,
        step=0.01,
        key="wish-radius",
        on_change=lambda: state.wish(radius=st.session_state["wish-radius"]),
        help="Two releases of one song are some 0.02 to 0.04 apart: what is nearer than 0.05 "
        "cannot be told apart.",
    )


def _dice(wished: Wishes) -> None:
    st.button(
        f"Surprise me again (this is no. {wished.dice})",
        key="dice-again",
        icon=":material/casino:",
        on_click=lambda: state.wish(dice=(wished.dice + 1) % (LARGEST_DICE + 1)),
    )


def _metric(wished: Wishes) -> None:
    state.show("metric-of-list", wished.metric)
    st.selectbox(
        "Metric: what equally near means",
        list(METRICS),
        key="metric-of-list",
        on_change=lambda: state.wish(metric=st.session_state["metric-of-list"]),
    )
    if entry := METRICS.get(wished.metric):
        st.caption(entry.about)
    if wished.metric == "weighted":
        _weights("weights", FEATURE_NAMES, wished.weights, "What counts")


def _weights(field: str, names: Iterable[str], weights: Weights, label: str) -> None:
    """A slider for each of the features that something is made of."""
    st.markdown(f"**{label}**")
    now = dict(weights)
    for name, column in zip(names, cycle(st.columns(2))):
        with column:
            _weight(field, name, weights, now.get(name, 0.0))


def _weight(field: str, name: str, weights: Weights, value: float) -> None:
    key = f"{field}-{name}"
    state.show(key, value)
    st.slider(
        _NAMES.get(name, name.capitalize()),
        0.0,
        1.0,
        step=0.05,
        key=key,
        on_change=lambda: state.wish(
            **{field: address.merged(weights, name, st.session_state[key])}
        ),
    )


def _ears(wished: Wishes, ears: Sequence[str]) -> None:
    if not ears:
        return
    st.markdown("**Other people's ears**")
    shares = dict(wished.shares)
    for name in ears:
        _weight("shares", name, wished.shares, shares.get(name, 0.0))
    st.caption(f"{counted(len(ears), 'source')} of listening data; off at 0.")
