"""What sqlwright knows about asyncpg: its types, their forms, and the run-time code that generated packages carry."""
