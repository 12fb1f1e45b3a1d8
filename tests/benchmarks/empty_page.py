"""The page to compare an interaction with: a button and what it counts, nothing else."""

import streamlit as st

st.session_state["count"] = st.session_state.get("count", 0)


def _press() -> None:
    st.session_state["count"] += 1


st.button("Press", on_click=_press)
st.write(f"pressed {st.session_state['count']} times")
