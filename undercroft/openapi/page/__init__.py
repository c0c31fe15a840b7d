"""The page at /schema: it shows the OpenAPI document and sends calls. It loads nothing, so it works offline.

`page.py` puts it together from `calls.py`, `fields.py` and `words.py`, and from `page.css` and `page.js`.
"""
