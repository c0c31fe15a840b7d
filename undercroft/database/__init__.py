"""The pool of connections, single connections for commands, migrations, and the development server.

The app gives the parts of its generated package that connections need (`Generated`), the folder of its migrations, and
the folder where its development database is kept.
"""
