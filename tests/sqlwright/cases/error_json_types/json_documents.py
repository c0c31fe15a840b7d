"""Types that documents can be of, and some that none can."""

from msgspec import Struct


class Settings(Struct):
    theme: str


class Plain:
    def __init__(self, theme: str) -> None:
        self.theme = theme


class Broken(Struct):
    theme: "Theme"  # noqa: F821  # pyright: ignore[reportUndefinedVariable]


class Holder(Struct):
    settings: Settings
    plain: list[Plain | None]
    parent: "Holder | None" = None


number = 1
