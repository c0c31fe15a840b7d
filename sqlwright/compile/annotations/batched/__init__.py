"""`-- @batched`: a lookup that is sent for many keys at once."""

from .hooks import BatchedHooks

__all__ = ["BatchedHooks"]
