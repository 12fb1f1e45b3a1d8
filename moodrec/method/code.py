"""The numbers of each figure in a few lines of pandas, for a notebook of one's own.

All of them load what the page "Reference set" gives away, and none needs moodrec.
"""

from __future__ import annotations

FILE = "moodrec-reference.parquet"
"""The name under which a browser keeps the reference set."""

LOAD = f"""\
import pandas as pd

songs = pd.read_parquet("{FILE}")  # or read_csv for the CSV"""
