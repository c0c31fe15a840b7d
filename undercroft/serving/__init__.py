"""Processes: the command line, settings, start-up checks, the server and its workers, probes, and the debug port.

The app describes itself as an `Application`: its name, settings, generated queries, migrations, and the module that
builds it.
"""
