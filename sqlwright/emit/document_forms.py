"""The form of a JSON document: what two of them have in common if they can be one struct."""

from msgspec import Struct
from msgspec.structs import replace

from ..model import Shape
from .document_kinds import is_any, is_struct, leaf, reused
from .scope import Scope

__all__ = ["Part", "shape_form"]


class Part(Struct, frozen=True):
    """A field, or a place of a document."""

    name: str
    type: str
    """Its annotation, or its kind if there is something inside."""
    nullable: bool = False
    optional: bool = False
    """Whether it may be missing."""
    inner: "tuple[Part, ...]" = ()
    is_embed: bool = False

    @property
    def content(self) -> "Part":
        """What it is, wherever it stands."""
        return Part("", self.type, inner=self.inner)

    def __str__(self) -> str:
        inside = f" of {', '.join(part.name or str(part) for part in self.inner)}" if self.inner else ""
        return f"{self.type}{inside}{' | None' if self.nullable else ''}{' | UnsetType' if self.optional else ''}"


def shape_form(shape: Shape, scope: Scope, name: str = "") -> Part:
    """The form of a document; the names of its own structs are no part of it."""
    nullable = shape.nullable and not is_any(shape)
    items = tuple(shape_form(item, scope) for item in shape.items)
    match shape.kind:
        case "object" if is_struct(shape):
            found = reused(shape, scope.names)
            if found is not None:
                return Part(name, scope.name(".models", found), nullable)
            keys = [replace(shape_form(key.shape, scope, key.name), optional=key.optional) for key in shape.keys]
            return Part(name, "object", nullable, inner=tuple(keys))
        case "object" | "map":
            return Part(name, "dict", nullable, inner=items)
        case "array":
            return Part(name, "list", nullable, inner=items)
        case "tuple":
            return Part(name, "tuple", nullable, inner=items)
        case _:
            return Part(name, leaf(shape.value, scope), nullable)
