"""The types of expressions and values, and how deep an array is nested."""
