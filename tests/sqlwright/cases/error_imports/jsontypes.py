from msgspec import Struct

print("imported")

number = 1


class Settings(Struct):
    theme: str


def one(value: str) -> Settings:
    return Settings(value)


def two(value: str, other: str) -> str:
    return value + other


async def later(value: Settings) -> str:
    return value.theme
