"""Results of earlier runs, in the user's cache folder, so that after an edit only the edited query is compiled.

The key of each entry is a hash of everything the entry depends on, sqlwright's own files included. An entry that cannot
be read counts as missing, and a failure to write one never fails a run.
"""
