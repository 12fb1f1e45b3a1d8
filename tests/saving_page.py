"""A page that saves a list of two hundred and fifty songs and brings a playlist."""

import streamlit as st

from moodrec.listing import Entry, Listing
from moodrec.model import Track
from moodrec.ui import account, frame

frame.turned_to(st.query_params.get("page", ""))
account.arrive()
with st.sidebar:
    account.status()
st.markdown("##### Take it away")
tracks = [Track(f"{number:022d}", f"Song *{number}*", "test", ("Band",)) for number in range(250)]
account.save(Listing("Calm to bright", tuple(map(Entry, tracks))), key="test")
st.markdown("##### Bring a list")
if found := account.own_playlist(key="test"):
    title, rows = found
    st.text(f"{title}: {', '.join(row.kind for row in rows)}")
