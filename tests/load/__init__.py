"""Load: many visitors at once, who speak Streamlit's own protocol over loopback."""
