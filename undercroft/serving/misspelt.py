"""Variables that are probably misspelt: one edit away from a setting's name.

They are only named, because an environment has variables of others too: an error would keep a service from starting
beside a WORKER that it has nothing to do with. Kubernetes' own, such as REDIS_PORT, are further away from any name.
"""

from collections.abc import Iterable, Mapping

from .settings import Settings

# Too many words are one edit away from a shorter name, as POST is from PORT.
SHORTEST = 6


def misspelt(kind: type[Settings], environ: Mapping[str, str]) -> list[str]:
    """A sentence for each such variable."""
    known = [field.upper() for field in kind.__struct_fields__]
    return [
        f"{name} is not a setting: {meant} may be meant"
        for name in sorted(environ.keys() - {*known})
        for meant in _near(name, known)
    ]


def _near(name: str, known: Iterable[str]) -> list[str]:
    return [each for each in known if len(each) >= SHORTEST and _is_one_edit_away(name.upper(), each)][:1]


def _is_one_edit_away(one: str, other: str) -> bool:
    """Whether a letter more, less or other, or two letters that changed places, make one of the other; or nothing does."""
    one, other = _without_common_beginning(one, other)
    one, other = (text[::-1] for text in _without_common_beginning(one[::-1], other[::-1]))
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _without_common_beginning(one: str, other: str) -> tuple[str, str]:
    pairs = enumerate(zip(one, other, strict=False))
    length = next((index for index, (first, second) in pairs if first != second), min(len(one), len(other)))
    return one[length:], other[length:]
