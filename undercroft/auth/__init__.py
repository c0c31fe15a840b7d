"""API keys: who may call, and with which scope.

The app has the table of keys and its queries; it gives them as `Keys`, with the names of the table's constraints.
"""
