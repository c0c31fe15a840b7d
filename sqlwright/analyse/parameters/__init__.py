"""What a statement takes: the names of its parameters, and which of them may be NULL."""
