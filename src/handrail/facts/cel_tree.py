"""The checked syntax tree of a CEL expression as small frozen values.

`Expression.serialize()` gives a CheckedExpr; its layout is cel/expr/syntax.proto and cel/expr/checked.proto of the
CEL specification (github.com/google/cel-spec). Only the field numbers needed here are declared."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory

Node: TypeAlias = "Constant | Name | Call | Items"


@dataclass(frozen=True, slots=True)
class Constant:
    value: bool | int | str


@dataclass(frozen=True, slots=True)
class Name:
    fact: str


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Node, ...]


class UnsupportedError(ValueError):
    """A construct of CEL that conditions here do not use."""


_SCALARS = {"int64": 3, "uint64": 4, "string": 9, "bytes": 12, "bool": 8, "double": 1}
_CONSTANTS = {"bool_value": (2, "bool"), "int64_value": (3, "int64"), "string_value": (6, "string")}
_LAYOUT: dict[str, dict[str, tuple[int, str, bool]]] = {
    "Constant": {name: (number, kind, False) for name, (number, kind) in _CONSTANTS.items()},
    "Expr": {
        "const_expr": (3, "Constant", False), "ident_expr": (4, "Ident", False), "select_expr": (5, "Select", False),
        "call_expr": (6, "Call", False), "list_expr": (7, "Items", False),
    },
    "Ident": {"name": (1, "string", False)},
    "Select": {"operand": (1, "Expr", False), "field": (2, "string", False)},
    "Call": {"target": (1, "Expr", False), "function": (2, "string", False), "args": (3, "Expr", True)},
    "Items": {"elements": (1, "Expr", True)},
    "CheckedExpr": {"expr": (4, "Expr", False)},
}  # fmt: skip


@cache
def _checked_class() -> Any:
    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="handrail_cel.proto", package="handrail.cel", syntax="proto3")
    for message, fields in _LAYOUT.items():
        made = file.message_type.add(name=message)
        if message == "Constant":
            made.oneof_decl.add(name="kind")  # so that a constant 0 or '' is told from an absent one
        for name, (number, kind, many) in fields.items():
            row = made.field.add(name=name, number=number, label=field.LABEL_REPEATED if many else field.LABEL_OPTIONAL)
            if message == "Constant":
                row.oneof_index = 0
            if kind in _SCALARS:
                row.type = _SCALARS[kind]  # type: ignore[assignment]
            else:
                row.type, row.type_name = field.TYPE_MESSAGE, f".handrail.cel.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("handrail.cel.CheckedExpr"))


def read(serialized: bytes) -> Node:
    """The tree of a serialised checked expression. Raises UnsupportedError for macros, structs and floats."""
    return _node(_checked_class().FromString(any_pb2.Any.FromString(serialized).value).expr)


def _node(expr: Any) -> Node:
    if expr.HasField("const_expr"):
        kind = expr.const_expr.WhichOneof("kind")
        if kind is None:
            raise UnsupportedError("only true, false, whole numbers and text may stand in a condition")
        return Constant(getattr(expr.const_expr, kind))
    if expr.HasField("ident_expr"):
        return Name(expr.ident_expr.name)
    if expr.HasField("call_expr"):
        call = expr.call_expr
        target = (_node(call.target),) if call.HasField("target") else ()
        return Call(call.function, target + tuple(_node(arg) for arg in call.args))
    if expr.HasField("list_expr"):
        return Items(tuple(_node(item) for item in expr.list_expr.elements))
    raise UnsupportedError("this form is not used in conditions; write comparisons, in, &&, || and !")


def walk(node: Node) -> Iterator[Node]:
    """A tree and everything in it."""
    yield node
    if isinstance(node, Call | Items):
        for inside in node.args if isinstance(node, Call) else node.items:
            yield from walk(inside)


def names(node: Node) -> frozenset[str]:
    """Every fact a tree reads."""
    match node:
        case Name(fact):
            return frozenset({fact})
        case Call(_, args) | Items(args):
            return frozenset().union(*(names(arg) for arg in args))
    return frozenset()
