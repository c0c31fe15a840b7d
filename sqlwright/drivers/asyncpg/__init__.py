"""What sqlwright knows of asyncpg: the forms of its types, and the run-time code that generated packages carry."""
