"""What pages are made of: the only package of moodrec that knows Streamlit."""
