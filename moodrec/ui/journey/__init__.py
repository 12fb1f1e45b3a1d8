"""The page of a journey: its stops and rules, its list, and what is changed there."""
