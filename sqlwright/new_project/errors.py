from ..errors import SqlwrightError


class InitError(SqlwrightError):
    """The project cannot be written as it is wanted; nothing was written."""
