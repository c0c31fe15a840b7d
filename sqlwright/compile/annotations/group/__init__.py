"""`-- @group`: rows of joins as nested lists."""

from .levels import Group

__all__ = ["Group"]
