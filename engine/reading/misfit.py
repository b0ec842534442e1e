"""What a module was given and cannot use: told where it was given, and not in the module, which is right."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.expressions import Names, Symbol, read
from engine.expressions.names import CONDITION
from engine.expressions.walk import article
from engine.reading.filling import Parameter

OF_THE_CASE = "one of the case"
TYPES = ("date", "moment", "number", "boolean", "text", "document", "person")


def misfit(text: str, names: Names, wanted: str, given: Mapping[str, Parameter]) -> tuple[Parameter, str] | None:
    """The parameter that alone makes this expression of a module wrong, and what it needs instead."""
    for name, parameter in given.items():
        symbol = names.symbols.get(name)
        if symbol is not None and re.search(rf"\b{name}\b", text):
            needs = _needs(text, names, wanted, name, symbol)
            if needs:
                return parameter, needs
    return None


def _needs(text: str, names: Names, wanted: str, name: str, symbol: Symbol) -> str | None:
    def fits(other: Symbol) -> bool:
        return not read(text, replace(names, symbols={**names.symbols, name: other}), wanted)[1]

    if any(fits(one) for one in _of_the_case(symbol)):
        return OF_THE_CASE
    kinds = [] if symbol.kind == CONDITION else [one for one in TYPES if fits(replace(symbol, type=one, codes={}))]
    return " or ".join(article(kind) for kind in kinds) or None


def _of_the_case(symbol: Symbol) -> Iterator[Symbol]:
    """The same thing, as if it were known once for the case and not of each person."""
    if symbol.owner == "person":
        node = replace(symbol.node, per_person=False) if symbol.node else None
        yield replace(symbol, owner="case", node=node)
