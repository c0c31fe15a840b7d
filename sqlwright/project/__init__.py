"""A project: its configuration, its files, and the steps that compile them."""
