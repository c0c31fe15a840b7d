"""Several pieces of work at once: a fixed few, or many items by a bounded number of workers.

It needs nothing of the app.
"""
