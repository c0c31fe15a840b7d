"""What single commands need of a query, one file for each kind."""
