"""A codegen block's `options`: read strictly, held as plain data, and checked against the schema."""

from ...model.options import OPTIONS, Options, Override, Structs
from .reading import read_options

__all__ = ["OPTIONS", "Options", "Override", "Structs", "read_options"]
