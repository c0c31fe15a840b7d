"""What PostgreSQL's own analysed tree proves: which columns can be NULL, what a parameter takes, how many rows can come."""
