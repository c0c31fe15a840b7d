"""The OpenAPI description of an app, made from its handlers and their types.

`facts.py` and `bodies.py` are for handlers; `description.py` makes the document, and `page/` the page that shows it and sends calls.
"""
