"""`-- @group`: rows of joins as nested lists."""

from .levels import GroupHooks

__all__ = ["GroupHooks"]
