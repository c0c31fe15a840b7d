"""How many rows a query can give, and what keys, groups and orders say of them."""
