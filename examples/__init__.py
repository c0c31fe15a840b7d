"""Small applications that show how the parts go together."""
