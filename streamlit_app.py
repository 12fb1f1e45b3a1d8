"""The app: `streamlit run streamlit_app.py`."""

import streamlit as st

from moodrec.ui import account, cache, frame, sidebar, theme

st.set_page_config(page_title="moodrec", page_icon="🎧", layout="wide")
with frame.turn():
    frame.style()
    frame.heading()
    wanted = frame.opened()
    page = st.navigation(
        [
            st.Page("pages/find.py", title="Find", icon=":material/search:", default=True),
            st.Page("pages/explore.py", title="Explore", icon=":material/explore:"),
            st.Page("pages/journey.py", title="Journey", icon=":material/route:"),
            st.Page("pages/playlist.py", title="Playlist", icon=":material/queue_music:"),
            st.Page("pages/method.py", title="Method", icon=":material/function:"),
            st.Page("pages/reference_set.py", title="Reference set", icon=":material/dataset:"),
        ],
        position="top",
    )
    if wanted:
        st.switch_page(wanted, query_params=frame.query())
    frame.turned_to(page.url_path or "find")
    account.arrive()
    page.run()
    sidebar.show()  # what a page was asked is answered first
    theme.follow()
    account.settle()
    cache.freeze(page.url_path)
