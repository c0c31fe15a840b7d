"""What each annotation changes in a query's methods and rows, one module per annotation."""
