"""What a query touches: the rights that PostgreSQL checks for it, and what in it is more than reading."""
