"""One query: from its text, through what PostgreSQL says of it, to the model."""
