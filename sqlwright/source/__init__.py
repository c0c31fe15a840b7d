"""From files of annotated SQL to statements that PostgreSQL can read, and back to the place of a mistake."""
