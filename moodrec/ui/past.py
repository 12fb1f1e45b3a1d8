"""The history of crawls."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from moodrec import news, settings
from moodrec.crawl import Crawls
from moodrec.ui.frame import zone


def show() -> None:
    """The crawls so far, the newest first."""
    runs = Crawls(settings.load()).runs()
    if not runs:
        return
    st.markdown("##### Crawls so far")
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "started": run.started_at,
                    "source": run.plan.source,
                    "songs": run.found,
                    "calls": run.calls,
                    "ended": news.state(run, zone()),
                    "left out": news.left_out(run),
                    "set": run.set_number,
                }
                for run in runs
            ]
        ),
        hide_index=True,
        column_config={
            "started": st.column_config.DatetimeColumn("started", format="YYYY-MM-DD HH:mm")
        },
        alt="The crawls so far",
    )
