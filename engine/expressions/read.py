"""From a text to an Expression: the limits of the text, then Python's own parser, then names and types."""

import ast
import warnings

from engine.expressions.check import check
from engine.expressions.names import Names
from engine.expressions.node import Expression, Fault

MOST_CHARACTERS, MOST_NODES, MOST_LEVELS = 1_000, 200, 12


def read(text: str, names: Names, wanted: str = "boolean") -> tuple[Expression | None, list[Fault]]:
    """The expression, or everything that is wrong with it. `wanted` is the type it must have (`any`: whatever)."""
    tree, fault = _tree(text)
    if tree is None:
        return None, [fault] if fault else []
    node, faults = check(text, tree, names, wanted)
    return (Expression(text, node), []) if node is not None and not faults else (None, faults)


def _tree(text: str) -> tuple[ast.expr | None, Fault | None]:
    if len(text) > MOST_CHARACTERS:
        return None, Fault(f"An expression has at most {MOST_CHARACTERS} characters; this has {len(text)}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as wrong:
        line, column = max((wrong.lineno or 1) - 1, 0), max((wrong.offset or 1) - 1, 0)
        return None, Fault("This is not an expression", line, column, _hint(text, wrong.msg))
    except (ValueError, RecursionError, MemoryError):
        return None, Fault("This is not an expression", hint="Leave out characters that cannot be typed, and nest less")
    return _bounded(tree)


def _hint(text: str, problem: str) -> str:
    if any(mark in text for mark in "\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"):
        return 'Write straight quotation marks: "'
    if problem.endswith("was never closed"):
        return "This bracket is never closed"
    if problem.startswith("unmatched"):
        return "This bracket closes nothing"
    if {"AND", "OR", "NOT"} & set(text.split()):
        return "Write 'and', 'or', 'not' in small letters"
    if "&&" in text or "||" in text or "!" in text.replace("!=", ""):
        return "Write 'and', 'or', 'not'"
    if " = " in text:
        return "Compare with '=='"
    return "Write comparisons, 'and', 'or', 'not', and questions such as known(fact) or medical.clear_on(today)"


def _bounded(tree: ast.expr) -> tuple[ast.expr | None, Fault | None]:
    nodes, levels, row = 0, 0, [tree]
    while row:
        nodes, levels = nodes + len(row), levels + 1
        row = [child for node in row for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    if nodes > MOST_NODES:
        return None, Fault(f"An expression has at most {MOST_NODES} parts; this has {nodes}", hint="Name a condition")
    if levels > MOST_LEVELS:
        return None, Fault(
            f"An expression nests at most {MOST_LEVELS} deep; this has {levels}", hint="Name a condition"
        )
    return tree, None
