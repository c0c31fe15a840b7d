"""The commands: `sqlwright init`, `generate`, `check`, `inspect` and `watch`."""

from .commands import main

__all__ = ["main"]
