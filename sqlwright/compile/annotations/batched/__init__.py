"""`-- @batched`: a lookup by one key that is sent for many keys at once."""

from .hooks import BatchedHooks

__all__ = ["BatchedHooks"]
