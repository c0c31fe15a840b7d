"""Different names for things that would have the same one."""

from collections.abc import Container

__all__ = ["numbered"]


def numbered(name: str, taken: Container[str]) -> str:
    """The name, or the first of name_2, name_3 and so on that is free."""
    found, count = name, 1
    while found in taken:
        count += 1
        found = f"{name}_{count}"
    return found
