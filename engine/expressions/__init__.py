"""The language of requirements: a small typed subset of Python's expression grammar, in three values.

A text is parsed by Python's own `ast` and never run by Python. `read` checks names, scopes, types and constants and
compiles to closures; an `Expression` then answers `True`, `False` or None (unknown), and says which part is unmet.
"""

from engine.expressions.names import Names, Symbol
from engine.expressions.node import FAILED, Expression, Fault, Part, View
from engine.expressions.read import read

__all__ = ["FAILED", "Expression", "Fault", "Names", "Part", "Symbol", "View", "read"]
