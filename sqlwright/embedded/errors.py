class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot run; the first line says why and what to do."""


class InUse(EmbeddedError):
    """Another process holds the folder."""
