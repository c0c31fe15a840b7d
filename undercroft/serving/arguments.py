"""What a handler takes, read from a request: in short where that gives what Litestar would, and else by Litestar."""

from typing import Any

import msgspec
from litestar.exceptions import ClientException, SerializationException
from litestar.types import Empty

from ..http.requests import AnyRequest

Values = dict[str, Any]


class Arguments:
    """Those of one handler: Litestar reads them by `model`, and checks them by `signature`."""

    def __init__(self, model: Any, signature: Any) -> None:
        self._model = model
        self._signature = signature
        kinds: Values = signature.__annotations__
        self._in_path = [
            (each.field_alias, each.field_name, kinds[each.field_name]) for each in model.expected_path_params
        ]
        self._in_head = {
            each.field_alias.lower().encode(): (each.field_name, kinds[each.field_name])
            for each in model.expected_header_params
        }
        self._of_data = kinds.get("data")
        self._takes_data = "data" in model.expected_reserved_kwargs
        self._takes_request = "request" in model.expected_reserved_kwargs
        self._is_usual = not (
            model.expected_cookie_params
            or model.expected_data_dto
            or model.expected_form_data
            or model.expected_msgpack_data
            or model.expected_query_params
            or model.expected_reserved_kwargs - {"data", "request"}
            or any(each.is_required or each.default is not None for each in model.expected_header_params)
        )

    def without_body(self, request: AnyRequest) -> Values | None:
        """The arguments, if none is in the body, and those in the path and the head are as they should be."""
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
            values = {name: msgspec.convert(texts[alias], kind, strict=False) for alias, name, kind in self._in_path}
            if self._in_head:
                values.update((name, None) for name, _ in self._in_head.values())
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
