"""The protocol between sqlc and a plugin, in protobuf or JSON, with only the fields that matter here."""

from collections.abc import Mapping, Sequence

import msgspec
from google.protobuf import json_format
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass
from msgspec import Struct

from ..errors import SqlwrightError

__all__ = ["Request", "answer", "is_json", "read"]


class _Codegen(Struct, frozen=True):
    out: str = ""


class _Settings(Struct, frozen=True):
    codegen: _Codegen = _Codegen()
    schema: Sequence[str] = ()
    queries: Sequence[str] = ()


class Request(Struct, frozen=True):
    """The requested block, as the configuration writes it."""

    settings: _Settings = _Settings()


_TEXT, _BYTES = FieldDescriptorProto.TYPE_STRING, FieldDescriptorProto.TYPE_BYTES
_ONE, _MANY = FieldDescriptorProto.LABEL_OPTIONAL, FieldDescriptorProto.LABEL_REPEATED
_MESSAGES: Mapping[str, Sequence[tuple[str, int, FieldDescriptorProto.Label.ValueType, int | str]]] = {
    "GenerateRequest": [("settings", 1, _ONE, "Settings")],
    "Settings": [("schema", 3, _MANY, _TEXT), ("queries", 4, _MANY, _TEXT), ("codegen", 12, _ONE, "Codegen")],
    "Codegen": [("out", 1, _ONE, _TEXT)],
    "GenerateResponse": [("files", 1, _MANY, "File")],
    "File": [("name", 1, _ONE, _TEXT), ("contents", 2, _ONE, _BYTES)],
}
"""Name, number, label and type of each field; sqlc's other fields are ignored."""


def is_json(data: bytes) -> bool:
    """Whether the request is JSON: no protobuf message begins with this byte, which would open a group."""
    return data.lstrip()[:1] == b"{"


def read(data: bytes) -> Request:
    message = _new("GenerateRequest")
    try:
        if is_json(data):
            json_format.Parse(data, message, ignore_unknown_fields=True)
        else:
            message.ParseFromString(data)
    except (DecodeError, json_format.ParseError, UnicodeDecodeError) as error:
        raise SqlwrightError(f"stdin holds no request from sqlc: {error}") from None
    return msgspec.convert(json_format.MessageToDict(message, preserving_proto_field_name=True), Request)


def answer(files: Mapping[str, str], *, json: bool) -> bytes:
    contents = [{"name": name, "contents": text.encode()} for name, text in files.items()]
    message = _new("GenerateResponse", files=contents)
    return json_format.MessageToJson(message).encode() if json else message.SerializeToString(deterministic=True)


def _new(name: str, **fields: object) -> Message:
    file = FileDescriptorProto(name="plugin/codegen.proto", package="plugin", syntax="proto3")
    for message, described in _MESSAGES.items():
        target = file.message_type.add(name=message)
        for field, number, label, kind in described:
            if isinstance(kind, str):
                target.field.add(name=field, number=number, label=label, type_name=f".plugin.{kind}")
            else:
                target.field.add(name=field, number=number, label=label, type=kind)
    pool = DescriptorPool()
    pool.Add(file)
    return GetMessageClass(pool.FindMessageTypeByName(f"plugin.{name}"))(**fields)
