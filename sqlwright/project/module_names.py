"""Names the module of each query file: after the file, and after its folders too if files in other folders share the name."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from ..emit.names import module_name

__all__ = ["module_stems"]

_OURS = ("codecs", "db", "models", "rights", "tx")
"""The modules that are generated beside those of the query files."""


def module_stems(paths: Sequence[str]) -> Mapping[str, str]:
    """What stands for the file's name without its suffix; still equal for files of one folder that collide.

    As after a reserved word, an underscore follows the name of a module that is always there.
    """
    stems: dict[str, str] = {}
    groups: dict[str, list[PurePosixPath]] = {}
    for path in map(PurePosixPath, paths):
        groups.setdefault(module_name(path.stem).lower(), []).append(path)
    for files in groups.values():
        stems |= {str(file): stem for file, stem in zip(files, _distinct(files), strict=True)}
    return {path: f"{stem}_" if module_name(stem).lower() in _OURS else stem for path, stem in stems.items()}


def _distinct(files: Sequence[PurePosixPath]) -> Sequence[str]:
    """Their stems, with the folders in front that they do not share; unchanged if that does not tell them apart."""
    folders = [file.parent.parts for file in files]
    shared = next((index for index, parts in enumerate(zip(*folders, strict=False)) if len(set(parts)) > 1), None)
    shared = min(map(len, folders)) if shared is None else shared
    stems = ["_".join((*folder[shared:], file.stem)) for folder, file in zip(folders, files, strict=True)]
    distinct = len({module_name(stem).lower() for stem in stems}) == len(files)
    return stems if distinct else [file.stem for file in files]
