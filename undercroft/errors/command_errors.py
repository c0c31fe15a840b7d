"""Errors that end a command."""


class CommandError(Exception):
    """Ends a command with this message and exit status 1."""


class SettingsError(CommandError):
    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class MigrationError(CommandError):
    """A migration failed, or is still to be applied."""


class DatabaseUnusable(CommandError):
    """The database cannot be reached, or refuses us."""


class RightsLacking(CommandError):
    """The role may not do what the queries do."""


class CannotServe(CommandError):
    """The port or a worker is not ready for serving."""
