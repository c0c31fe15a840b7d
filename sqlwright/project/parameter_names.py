"""The names of parameters as the options want them."""

from msgspec.structs import replace

from ..model import Parameter, Project
from ..model.options import Options

__all__ = ["with_parameter_names"]


def with_parameter_names(project: Project, options: Options) -> Project:
    """Parameters whose capitals became words get back the names that PostgreSQL folds, where the options say so."""
    if not any(param.folded for module in project.modules for query in module.queries for param in query.params):
        return project
    modules = [
        replace(
            module,
            queries=[
                replace(query, params=[_named(param, options) for param in query.params]) for query in module.queries
            ],
        )
        for module in project.modules
    ]
    return replace(project, modules=modules)


def _named(param: Parameter, options: Options) -> Parameter:
    # An older `rename` is of the folded name.
    folds = options.fold_parameter_names or param.folded in options.rename
    return replace(param, name=param.folded, folded=None) if folds and param.folded else param
