"""What each annotation makes of a query, one file an annotation."""
