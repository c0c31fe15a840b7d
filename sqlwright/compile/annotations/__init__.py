"""What each annotation changes on a query's way: one file or folder for each. `registry` lists them."""
