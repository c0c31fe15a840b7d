"""`-- @page 50`: pages of rows. A further page begins after the keys of the last row before it."""

from .hooks import PageHooks

__all__ = ["PageHooks"]
