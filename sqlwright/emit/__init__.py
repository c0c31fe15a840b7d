"""Prints Python from the model. The text is formatted, lint-clean and type-clean as printed."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from .. import MARK, __version__
from .carried_modules import print_db, print_transactions
from .codecs import codecs_own, print_codecs
from .models import print_models
from .names import module_name
from .package import package_parts, print_package
from .project_names import Names
from .query_module import print_module, scope_of
from .rights import print_rights
from .scope import Scope
from .shared_classes import shared_classes

__all__ = ["Names", "print_project"]


def _header(source: str | None = None) -> str:
    return f"{MARK} {__version__}{f' from {source}' if source else ''}. Do not edit."


def print_project(names: Names) -> Mapping[str, str]:
    """The generated files, by name."""
    project = names.project
    shared = shared_classes(names)
    scopes = [scope_of(module, names, shared) for module in project.modules]
    modules = {
        f"{module_name(module.stem)}.py": print_module(module, _header(module.path), scope)
        for module, scope in zip(project.modules, scopes, strict=True)
    }
    own = Scope(names, own=codecs_own(), home=".codecs")
    codecs = print_codecs(project, _header(project.source), own, _imported(scopes, ".codecs"))
    return {
        "__init__.py": print_package(project, names, _header()),
        "py.typed": "",  # so that type checkers read the package where it is installed
        "codecs.py": codecs,
        "db.py": print_db(_header(), _imported([*scopes, own], ".db") | package_parts(project)),
        "models.py": print_models(project, _header(project.source), names, shared),
        **({"rights.py": print_rights(project, names, _header())} if names.options.emit_rights else {}),
        "tx.py": print_transactions(_header()),
        **modules,
    }


def _imported(scopes: Sequence[Scope], module: str) -> AbstractSet[str]:
    return {name for scope in scopes for name in scope.imported(module)}
