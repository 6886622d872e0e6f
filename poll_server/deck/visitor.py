"""What a field of a deck holds, by its type in the structs: told apart here, for all who ask.

A new kind of question, or a new field, needs nothing here, nor in anything that visits it.
"""

from typing import Any, Generic, TypeVar

import msgspec.inspect as structs

T = TypeVar("T")


class Visitor(Generic[T]):
    """Makes something of each type; what else it is given to a type goes on to its method."""

    def visit(self, wanted: structs.Type, *given: Any) -> T:
        """What the type's method makes."""
        match wanted:
            case structs.UnionType() if is_text(wanted):
                return self.text(*given)
            case structs.UnionType(types=types) if all(is_tagged(each) for each in types):
                return self.one_of(types, *given)
            case structs.VarTupleType(item_type=item) | structs.ListType(item_type=item):
                return self.array(item, *given)
            case structs.StructType():
                return self.table(wanted, *given)
        return self.plain(wanted, *given)

    def text(self, *given: Any) -> T:
        """Of `text.Text`."""
        raise NotImplementedError

    def one_of(self, *given: Any) -> T:
        """Of a choice of structs, told apart by their tags: the first argument."""
        raise NotImplementedError

    def array(self, *given: Any) -> T:
        """Of a list; the first argument is what its items are."""
        raise NotImplementedError

    def table(self, *given: Any) -> T:
        """Of a struct: the first argument."""
        raise NotImplementedError

    def plain(self, *given: Any) -> T:
        """Of a string, a number, yes or no: the first argument."""
        raise NotImplementedError


def is_text(wanted: structs.Type) -> bool:
    """Whether it is `text.Text`."""
    return isinstance(wanted, structs.UnionType) and {type(each) for each in wanted.types} == {
        structs.StrType,
        structs.DictType,
    }


def is_tagged(wanted: structs.Type) -> bool:
    """Whether it is a struct that a tag tells from others."""
    return isinstance(wanted, structs.StructType) and wanted.tag is not None


def fits(value: Any, wanted: structs.Type) -> bool:
    """Whether a plain value is of a plain type. A bool is no number here, as in TOML."""
    match wanted:
        case structs.StrType():
            return isinstance(value, str)
        case structs.BoolType():
            return isinstance(value, bool)
        case structs.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case structs.FloatType():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case structs.LiteralType(values=values):
            return value in values
        case structs.NoneType():
            return value is None
        case structs.UnionType(types=types):
            return any(fits(value, each) for each in types)
    raise TypeError(f"decks know no fields of {wanted}")
