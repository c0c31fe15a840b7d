"""What earlier runs found out, in the user's cache folder, so that an edit costs the edited query.

Everything is kept under a hash of all that it follows from, sqlwright's own files among it; what cannot be read is not
there, and no failure to keep something fails a run.
"""
