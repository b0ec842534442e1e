"""The walk over a parsed expression: every node outside the small grammar refused, every name and type checked."""

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.expressions.about_people import ABOUT_PEOPLE, age, people_question
from engine.expressions.about_values import known
from engine.expressions.joining import compared, constant_answer, logic, negated, total
from engine.expressions.names import CHECKLIST, CONDITION, CONSTANT, FACT, LINK, TIMER, TRACK, Names, Symbol
from engine.expressions.node import Fault, Node
from engine.expressions.questions import DOCUMENT_PARTS, PLAIN_CALLS, case_question, subject_question
from engine.expressions.walk import Meant, Subject, Wrong, article, nearest

CLOCK = {"today": "date", "now": "moment", "entered": "moment", "age": "number"}
_LINE_END = re.compile(r"\r\n|\r|\n")


def check(text: str, tree: ast.expr, names: Names, wanted: str) -> tuple[Node | None, list[Fault]]:
    """The typed node, or every fault found. Parts are checked apart, so one fault does not hide the next."""
    walk = _Walk(text.strip(), names)
    node = walk.part(tree)
    if node is not None and wanted != "any" and node.type != wanted:
        walk.fault(tree, f"This is {article(node.type)}; here {article(wanted)} is needed")
    return node, walk.faults


class _Walk:
    def __init__(self, text: str, names: Names):
        self.text, self.names, self.faults = text, names, list[Fault]()
        self.lines = _LINE_END.split(text)

    def fault(self, at: ast.expr, message: str, hint: str | None = None, code: str = "expression") -> None:
        line = at.lineno - 1
        column = len(self.lines[line].encode()[: at.col_offset].decode(errors="ignore"))
        self.faults.append(Fault(message, line, column, hint, code, max(len(self.source(at)), 1)))

    def refuse(self, at: ast.expr, message: str, hint: str | None = None, code: str = "expression") -> Wrong:
        self.fault(at, message, hint, code)
        return Wrong()

    def source(self, at: ast.expr) -> str:
        return ast.get_source_segment(self.text, at) or self.text

    def part(self, at: ast.expr) -> Node | None:
        """The node for one part, or None when something in it is wrong (which is then among the faults)."""
        try:
            return self.node(at)
        except Wrong:
            return None

    def node(self, at: ast.expr) -> Node:
        builder = _BUILDERS.get(type(at))
        if builder is None:
            what, hint = _OUTSIDE.get(type(at), _ANYTHING_ELSE)
            raise self.refuse(at, what, hint, "grammar")
        return builder(self, at)

    def typed(self, at: ast.expr, wanted: str) -> Node:
        node = self.node(at)
        if node.type != wanted:
            raise self.refuse(at, f"This is {article(node.type)}; here {article(wanted)} is needed", code="type")
        return node

    # names

    def constant(self, at: ast.Constant) -> Node:
        if isinstance(at.value, bool):
            raise self.refuse(at, f"'{at.value}' is written '{str(at.value).lower()}'", code="grammar")
        if isinstance(at.value, (str, int)):
            kind = "text" if isinstance(at.value, str) else "number"
            return Node(text=self.source(at), type=kind, ask=constant_answer(at.value), constant=at.value)
        raise self.refuse(at, "Only texts and whole numbers may stand here", code="grammar")

    def name(self, at: ast.Name) -> Node:
        if at.id in ("true", "false"):
            return Node(text=at.id, type="boolean", ask=constant_answer(at.id == "true"), constant=at.id == "true")
        if at.id in CLOCK:
            return self.clock(at)
        symbol = self.symbol(at, at.id)
        if symbol.kind == FACT:
            return self.fact(at, symbol)
        if symbol.kind == CONDITION and symbol.node is not None:
            return self.condition(at, symbol.node)
        if symbol.kind == CONSTANT:
            return Node(text=at.id, type=symbol.type, ask=constant_answer(symbol.constant), constant=symbol.constant)
        raise self.refuse(
            at, f"'{at.id}' is a {symbol.kind}; ask it something, such as {at.id}.{_EXAMPLE[symbol.kind]}", code="type"
        )

    def clock(self, at: ast.Name) -> Node:
        if at.id == "age":
            return age(self, at, None)
        asks = {
            "today": lambda v: v.today,
            "now": lambda v: v.now,
            "entered": lambda v: v.entered(),
        }
        return Node(text=at.id, type=CLOCK[at.id], ask=asks[at.id], asks=frozenset({at.id}))

    def symbol(self, at: ast.expr, name: str, among: Mapping[str, Symbol] | None = None) -> Symbol:
        known_names = self.names.symbols if among is None else among
        found = known_names.get(name)
        if found is None:
            hint = nearest(name, (*known_names, *(() if among is not None else (*CLOCK, "case", "true", "false"))))
            if any(name in one.codes for one in known_names.values()):
                hint = f'A code stands in quotation marks: "{name}"'
            raise self.refuse(at, f"'{name}' is not the name of anything here", hint, "name")
        return found

    def fact(self, at: ast.expr, symbol: Symbol) -> Node:
        self.in_scope(at, symbol)
        owner, whole = symbol.owner, symbol.whole
        return Node(
            text=self.source(at),
            type="number" if symbol.type == "integer" else symbol.type,
            ask=lambda view: view.fact(owner, whole),
            reads=frozenset({(owner, whole)}),
            per_person=owner == "person",
            codes=symbol.codes,
        )

    def in_scope(self, at: ast.expr, symbol: Symbol) -> None:
        if symbol.owner == "person" and not self.names.person:
            what = self.source(at)
            raise self.refuse(
                at,
                f"'{what}' belongs to each person, and here no person is meant",
                f"Write everyone({what} …), anyone({what} …) or nobody({what} …)",
                "scope",
            )

    def condition(self, at: ast.expr, inner: Node) -> Node:
        if inner.per_person and not self.names.person:
            raise self.refuse(
                at,
                f"'{self.source(at)}' is a condition of one person",
                f"Write everyone({self.source(at)}) or anyone({self.source(at)})",
                "scope",
            )
        return replace(inner, text=self.source(at), kind="named", parts=(inner,))

    def attribute(self, at: ast.Attribute) -> Node:
        subject = self.subject(at.value)
        if subject.kind == "track" and subject.symbol is not None and subject.via is None:
            return self.fact(at, self.symbol(at, at.attr, subject.symbol.members))
        if subject.kind == LINK and subject.symbol is not None:
            seen = self.fact(at, self.symbol(at, at.attr, subject.symbol.members))
            return replace(seen, asks=frozenset({f"link:{subject.symbol.whole}"}))
        if subject.kind == "value" and subject.node is not None and subject.node.type == "document":
            return self.of_document(at, subject.node)
        raise self.refuse(
            at, f"'{self.source(at)}' means nothing here", "Ask a question, such as medical.clear_on(today)", "name"
        )

    def of_document(self, at: ast.Attribute, document: Node) -> Node:
        kind = DOCUMENT_PARTS.get(at.attr)
        if kind is None:
            raise self.refuse(at, f"A document has no '{at.attr}'", nearest(at.attr, DOCUMENT_PARTS), "name")
        ask, part = document.ask, at.attr
        return replace(document, text=self.source(at), type=kind, ask=lambda view: _part_of(ask(view), part))

    # questions

    def subject(self, at: ast.expr) -> Subject:
        """What a question is put to: the case, its phase, a track, a checklist, a timer, or a value."""
        if isinstance(at, ast.Name) and at.id == "case":
            return Subject("case")
        if (
            isinstance(at, ast.Attribute)
            and isinstance(at.value, ast.Name)
            and at.value.id == "case"
            and at.attr == "phase"
        ):
            return Subject("phase")
        if isinstance(at, ast.Name) and at.id in self.names.symbols:
            symbol = self.names.symbols[at.id]
            if symbol.kind in (TRACK, CHECKLIST, TIMER, LINK):
                return Subject(symbol.kind, symbol)
        if isinstance(at, ast.Attribute):
            link = self.names.symbols.get(at.value.id) if isinstance(at.value, ast.Name) else None
            if link is not None and link.kind == LINK and at.attr == "phase":
                return Subject("link phase", link)
            through = self.through_person(at)
            if through is not None:
                return through
        return Subject("value", node=self.node(at))

    def through_person(self, at: ast.Attribute) -> Subject | None:
        """`guardian.boarding`: the track of somebody whom a fact of type person names."""
        symbol = self.names.symbols.get(at.value.id) if isinstance(at.value, ast.Name) else None
        if symbol is None or symbol.kind != FACT or symbol.type != "person":
            return None
        tracks = {name: one for name, one in self.names.symbols.items() if one.kind == TRACK and one.owner == "person"}
        return Subject("track", self.symbol(at, at.attr, tracks), self.fact(at.value, symbol))

    def call(self, at: ast.Call) -> Node:
        if at.keywords or any(isinstance(one, ast.Starred) for one in at.args) or len(at.args) > 1:
            raise self.refuse(at, "A question takes at most one thing between its brackets", code="grammar")
        if isinstance(at.func, ast.Attribute):
            return subject_question(self, at, self.subject(at.func.value), at.func.attr)
        if not isinstance(at.func, ast.Name):
            raise self.refuse(at, "Only questions may be asked", code="grammar")
        if at.func.id in ABOUT_PEOPLE:
            return people_question(self, at, at.func.id)
        if at.func.id in ("known", "age_on"):
            return known(self, at) if at.func.id == "known" else age(self, at, self.only(at))
        if at.func.id in ("held", "blocked", "times"):
            return case_question(self, at, at.func.id)
        hint = nearest(at.func.id.lower(), (*ABOUT_PEOPLE, *PLAIN_CALLS))
        raise self.refuse(at, f"There is no question '{at.func.id}'", hint, "name")

    def only(self, at: ast.Call) -> ast.expr:
        if len(at.args) != 1:
            raise self.refuse(
                at, f"'{self.source(at.func)}' asks about one thing", "Put it between the brackets", "grammar"
            )
        return at.args[0]

    def words(self, at: ast.Call, among: Iterable[str], what: str) -> tuple[str, ...]:
        """The names in a constant such as `"a or b"`, each known."""
        argument = self.only(at)
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            raise self.refuse(argument, f"Write the names of {what}s in quotes, joined by 'or'", code="grammar")
        meant = Meant(tuple(argument.value.split(" or ")), tuple(among))
        for word in meant.unknown:
            self.fault(
                argument,
                f"'{word}' is not {article(what)} here",
                nearest(word, meant.among) or _there_are(meant.among, what),
                what,
            )
        if meant.unknown:
            raise Wrong
        return meant.words

    def inside(self, names: Names) -> "_Walk":
        """The same walk in another scope, telling its faults here."""
        walk = _Walk(self.text, names)
        walk.faults = self.faults
        return walk


def _there_are(among: tuple[str, ...], what: str) -> str:
    return f"There are: {', '.join(among)}" if among else f"There is no {what} here"


def _part_of(document: Any, part: str) -> Any:
    return None if document is None else getattr(document, part)


_EXAMPLE = {TRACK: "clear_on(today)", CHECKLIST: "clear_on(today)", TIMER: "ended()", LINK: "ended()", CONDITION: ""}
_ANYTHING_ELSE = ("This is outside the language of requirements", "No lists, maps, calls of other things, or code")
_JOIN = "Join conditions with 'and', 'or'; for one of several codes ask fact.any_of(\"a or b\")"
_OUTSIDE = {
    ast.Tuple: ("No expression contains a comma", _JOIN),
    ast.List: ("No expression contains a list", _JOIN),
    ast.Lambda: ("No expression contains a lambda", "Ask everyone(…), anyone(…) or nobody(…)"),
}
_BUILDERS: Mapping[type[ast.expr], Callable[[_Walk, Any], Node]] = {
    ast.BoolOp: logic,
    ast.UnaryOp: negated,
    ast.Compare: compared,
    ast.BinOp: total,
    ast.Constant: _Walk.constant,
    ast.Name: _Walk.name,
    ast.Attribute: _Walk.attribute,
    ast.Call: _Walk.call,
}
