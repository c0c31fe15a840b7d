"""What BEFORE row triggers do to the rows that a statement writes."""
