"""Logs, metrics and traces.

The app gives its name, for traces, and the hook by which its generated queries are observed.
"""
