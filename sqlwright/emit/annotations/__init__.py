"""What the annotations make of a query's methods and rows, one module each."""
