"""What is in the reference set: its coverage of the plane, its sources, genres and gaps."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from moodrec import figures, words
from moodrec.inventory import Inventory
from moodrec.service import Service
from moodrec.ui import cache, chart, spotify
from moodrec.ui.frame import palette
from moodrec.ui.text import plain


def show(service: Service) -> None:
    """The set in words, then its numbers side by side."""
    summary = service.reference.summary
    st.write(plain(words.contents(summary, service.overview.calm_and_happy)))
    if left_out := words.left_out(summary):
        st.caption(plain(left_out))
    found = cache.inventory(service.reference.version, service.reference)
    left, right = st.columns([4, 3])
    with left:
        _coverage(found)
    with right:
        _tables(found)


def _coverage(found: Inventory) -> None:
    st.markdown("##### Over the plane")
    thin = int(found.thin.sum())
    chart.square(
        figures.coverage(found, palette()),
        key="coverage",
        alt=f"Songs in each of 100 cells of the mood plane; {thin} of them are thin.",
    )
    thin_ones = (
        f" The {thin} dotted ones are thin: they hold less than a fifth of an even share. "
        "A ReccoBeats crawl fills them first."
    )
    st.caption(f"Songs in each cell.{thin_ones if thin else ''}")


def _tables(found: Inventory) -> None:
    st.markdown("##### By source")
    _counts(found.sources, "source", marked=True)
    if found.genres:
        st.markdown("##### By genre")
        _counts(found.genres, "genre")
    st.markdown("##### Missing values")
    gaps = [(name, rows) for name, rows in found.missing if rows]
    if gaps:
        _counts(gaps, "feature", of=found.songs)
    else:
        st.caption("None: every song has every feature.")


def _counts(
    rows: tuple[tuple[str, int], ...] | list[tuple[str, int]],
    what: str,
    *,
    of: int | None = None,
    marked: bool = False,
) -> None:
    """A small table of numbers, with bars that compare them."""
    table = pd.DataFrame(rows, columns=[what, "songs"])
    columns = [what, "songs"]
    if marked and spotify.told(*table[what]):
        table["mark"] = [spotify.ICON if spotify.told(name) else None for name in table[what]]
        columns = ["mark", *columns]
    st.dataframe(
        table,
        hide_index=True,
        column_order=columns,
        height=min(38 + 35 * len(table), 248),
        column_config={
            "mark": st.column_config.ImageColumn("", width=36),
            what: st.column_config.TextColumn(width="medium"),
            "songs": st.column_config.ProgressColumn(
                "songs" if of is None else f"songs without, of {of:,}",
                format="localized",
                min_value=0,
                max_value=of or int(table["songs"].max()),
                width="small",
            ),
        },
        alt=f"Songs by {what}",
    )
