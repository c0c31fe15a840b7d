"""Prints tx.py, which is the same in every package."""

from ..drivers.asyncpg.parts import transactions_text

__all__ = ["print_transactions"]


def print_transactions(header: str) -> str:
    return f"{header}\n{transactions_text()}"
