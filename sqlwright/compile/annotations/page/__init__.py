"""`-- @page 50`: pages by the last row's keys, for which PostgreSQL takes up the order after that row."""

from .hooks import PageHooks

__all__ = ["PageHooks"]
