"""What a handler takes, read from a request: in short where that gives what Litestar would, and else by Litestar."""

from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

import msgspec
from litestar.exceptions import ClientException, SerializationException
from litestar.types import Empty

from ..http.requests import AnyRequest

Values = dict[str, Any]


class _Parameter(NamedTuple):
    name: str
    kind: Any


class Arguments:
    """Those of one handler: Litestar reads them by `model`, and checks them by `signature`."""

    def __init__(self, model: Any, signature: Any) -> None:
        self._model = model
        self._signature = signature
        kinds: Values = signature.__annotations__

        def by_alias(parameters: Iterable[Any]) -> dict[str, _Parameter]:
            return {each.field_alias: _Parameter(each.field_name, kinds[each.field_name]) for each in parameters}

        self._in_path = by_alias(model.expected_path_params)
        self._in_query = by_alias(model.expected_query_params)
        in_head = by_alias(model.expected_header_params)
        self._in_head = {alias.lower().encode(): parameter for alias, parameter in in_head.items()}
        optional = [*model.expected_query_params, *model.expected_header_params]
        self._defaults: Values = {each.field_name: each.default for each in optional}
        self._of_data = kinds.get("data")
        self._takes_data = "data" in model.expected_reserved_kwargs
        self._takes_request = "request" in model.expected_reserved_kwargs
        self._is_usual = not (
            model.expected_cookie_params
            or model.expected_data_dto
            or model.expected_form_data
            or model.expected_msgpack_data
            or model.expected_reserved_kwargs - {"data", "request"}
            or any(each.is_required or each.is_sequence for each in optional)
            or not all(_is_sure(each.default, kinds[each.field_name]) for each in optional)
        )

    def without_body(self, request: AnyRequest) -> Values | None:
        """The arguments, if none is in the body, and all of them are as they should be."""
        return self._short(request) if self._is_usual and not self._takes_data else None

    async def all(self, request: AnyRequest) -> Values:
        try:
            if self._is_usual and self._takes_data and await request.body():
                # As for Litestar, an error in the body is the first to tell.
                data = await request.json()
                values = self._short(request, data)
                if values is not None:
                    return values
            return await self._by_litestar(request)
        except SerializationException as error:
            raise ClientException(str(error)) from error

    def _short(self, request: AnyRequest, data: object = Empty) -> Values | None:
        scope = request.scope
        texts: Values = scope["path_params"]
        try:
            values = self._defaults.copy()
            for alias, (name, kind) in self._in_path.items():
                values[name] = msgspec.convert(texts[alias], kind, strict=False)
            if self._in_query and scope["query_string"]:
                for alias, text in request.query_params.multi_items():
                    if alias in self._in_query:
                        name, kind = self._in_query[alias]
                        values[name] = msgspec.convert(text, kind, strict=False)
            if self._in_head:
                for field, value in scope["headers"]:
                    if field in self._in_head:
                        name, kind = self._in_head[field]
                        values[name] = msgspec.convert(value.decode("latin-1"), kind, strict=False)
            if data is not Empty:
                values["data"] = msgspec.convert(data, self._of_data, strict=False)
        except msgspec.ValidationError:
            # Litestar tells all errors.
            return None
        if self._takes_request:
            values["request"] = request
        return values

    async def _by_litestar(self, request: AnyRequest) -> Values:
        if not self._model.has_kwargs:
            return {}
        given = await self._model.to_kwargs(connection=request)
        if given.get("data") is Empty:
            del given["data"]
        return self._signature.parse_values_from_connection_kwargs(connection=request, kwargs=given)


def _is_sure(default: object, kind: Any) -> bool:
    """Whether Litestar would give this very default to each request: it would convert and copy others."""
    try:
        return isinstance(default, Hashable) and msgspec.convert(default, kind, strict=False) == default
    except msgspec.ValidationError:
        return False
