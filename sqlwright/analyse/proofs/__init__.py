"""The rules that prove an expression not to be NULL, one module for each kind of expression."""
