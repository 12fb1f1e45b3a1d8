"""The page to compare with: Streamlit and a Plotly chart of ten points, nothing else."""

import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure(go.Scatter(x=list(range(10)), y=list(range(10)))))
