"""The app: `streamlit run streamlit_app.py`."""

import streamlit as st

from moodrec.ui import frame

st.set_page_config(page_title="moodrec", page_icon="🎧", layout="wide")
frame.style()
frame.heading()
st.navigation([st.Page("pages/find.py", title="Find", default=True)]).run()
