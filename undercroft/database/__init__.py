"""The pool, migrations, and the development server."""
