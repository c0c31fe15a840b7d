"""One project: its configuration and files, and what a run makes of them."""
