"""The walk over a parsed expression: every node outside the small grammar refused, every name and type checked."""

import ast
import difflib
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.expressions import three
from engine.expressions.names import CHECKLIST, CONDITION, CONSTANT, FACT, TIMER, TRACK, Names, Symbol
from engine.expressions.node import Ask, Fault, Node
from engine.expressions.questions import (
    ABOUT_PEOPLE,
    DOCUMENT_PARTS,
    Meant,
    Subject,
    age,
    case_question,
    known,
    people_question,
    plain_call,
    subject_question,
)

COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
CLOCK = {"today": "date", "now": "moment", "entered": "moment", "next_in_line": "boolean", "age": "number"}
TIMES = ("date", "moment")
CODED = {"country": (2,), "language": (2, 3)}
WORDS = ("text", "choice", "country", "language", "person")


_LINE_END = re.compile(r"\r\n|\r|\n")


class _Wrong(Exception):
    """A fault found; the walk of this part ends here."""


def check(text: str, tree: ast.expr, names: Names, wanted: str) -> tuple[Node | None, list[Fault]]:
    """The typed node, or every fault found. Parts are checked apart, so one fault does not hide the next."""
    walk = _Walk(text.strip(), names)
    node = walk.part(tree)
    if node is not None and wanted != "any" and node.type != wanted:
        walk.fault(tree, f"This is {article(node.type)}; here {article(wanted)} is needed")
    return node, walk.faults


def article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def nearest(name: str, known_names: Iterable[str]) -> str | None:
    """`Did you mean 'x'?` for the closest known name, or None."""
    close = difflib.get_close_matches(name, list(known_names), 1, 0.6)
    return f"Did you mean '{close[0]}'?" if close else None


class _Walk:
    def __init__(self, text: str, names: Names):
        self.text, self.names, self.faults = text, names, list[Fault]()
        self.lines = _LINE_END.split(text)

    def fault(self, at: ast.expr, message: str, hint: str | None = None, code: str = "expression") -> None:
        line = at.lineno - 1
        column = len(self.lines[line].encode()[: at.col_offset].decode(errors="ignore"))
        self.faults.append(Fault(message, line, column, hint, code, max(len(self.source(at)), 1)))

    def refuse(self, at: ast.expr, message: str, hint: str | None = None, code: str = "expression") -> _Wrong:
        self.fault(at, message, hint, code)
        return _Wrong()

    def source(self, at: ast.expr) -> str:
        return ast.get_source_segment(self.text, at) or self.text

    def part(self, at: ast.expr) -> Node | None:
        """The node for one part, or None when something in it is wrong (which is then among the faults)."""
        try:
            return self.node(at)
        except _Wrong:
            return None

    def node(self, at: ast.expr) -> Node:
        builder = _BUILDERS.get(type(at))
        if builder is None:
            raise self.refuse(
                at,
                "This is outside the language of requirements",
                "No lists, maps, calls of other things, or code",
                "grammar",
            )
        return builder(self, at)

    def typed(self, at: ast.expr, wanted: str) -> Node:
        node = self.node(at)
        if node.type != wanted:
            raise self.refuse(at, f"This is {article(node.type)}; here {article(wanted)} is needed", code="type")
        return node

    # and, or, not

    def logic(self, at: ast.BoolOp) -> Node:
        parts = [self.part(value) for value in at.values]
        for value, part in zip(at.values, parts, strict=True):
            if part is not None and part.type != "boolean":
                self.fault(value, f"'and' and 'or' join conditions; this is {article(part.type)}", code="type")
        sound = [part for part in parts if part is not None and part.type == "boolean"]
        if len(sound) < len(parts):
            raise _Wrong
        is_and = isinstance(at.op, ast.And)
        return self.joined(at, "and" if is_and else "or", sound, _all_of(sound) if is_and else _any_of(sound))

    def negated(self, at: ast.UnaryOp) -> Node:
        if isinstance(at.op, ast.USub) and isinstance(at.operand, ast.Constant):
            inner = self.typed(at.operand, "number")
            return replace(inner, text=self.source(at), constant=-inner.constant, ask=_constant(-inner.constant))
        if not isinstance(at.op, ast.Not):
            raise self.refuse(at, "Only 'not' may stand before a condition", code="grammar")
        inner = self.typed(at.operand, "boolean")
        return self.joined(at, "not", [inner], _opposite(inner.ask))

    def joined(self, at: ast.expr, kind: str, parts: list[Node], ask: Ask, type_: str = "boolean") -> Node:
        return Node(
            text=self.source(at),
            type=type_,
            ask=ask,
            kind=kind,
            parts=tuple(parts),
            reads=frozenset().union(*(part.reads for part in parts)),
            asks=frozenset().union(*(part.asks for part in parts)),
            per_person=any(part.per_person for part in parts),
        )

    # comparisons and arithmetic

    def compared(self, at: ast.Compare) -> Node:
        if len(at.ops) > 1:
            raise self.refuse(at, "Compare two things at a time", "Join two comparisons with 'and'", "grammar")
        symbol = COMPARISONS.get(type(at.ops[0]), "")
        if not symbol:
            raise self.refuse(
                at, "Compare with == != < <= > >=", 'For one of several codes ask fact.any_of("a or b")', "grammar"
            )
        left, right = self.part(at.left), self.part(at.comparators[0])
        if left is None or right is None:
            raise _Wrong
        self.comparable(at, symbol, left, right)
        a, b = left.ask, right.ask
        return self.joined(
            at, "compare", [left, right], lambda view: three.compare(symbol, a(view), b(view), view.office)
        )

    def comparable(self, at: ast.Compare, symbol: str, left: Node, right: Node) -> None:
        """Both sides of one type, which has an order where one is asked for, and constants that can be values of it."""
        for fact, other, place in ((left, right, at.comparators[0]), (right, left, at.left)):
            self.constant_fits(fact, other.constant, place)
        kinds = {left.type, right.type}
        if len(kinds) > 1 and not kinds <= set(TIMES) and not kinds <= set(WORDS):
            says = f"{article(left.type).capitalize()} cannot be compared with {article(right.type)}"
            hint = 'Write a date fact, today, or today.plus("10 days")' if kinds & set(TIMES) else None
            raise self.refuse(at, says, hint, "type")
        ordered = symbol in ("==", "!=") or left.type in ("number", *TIMES)
        if not ordered or left.type in ("list", "choices", "document"):
            raise self.refuse(at, f"{article(left.type).capitalize()} cannot be compared with '{symbol}'", None, "type")

    def constant_fits(self, fact: Node, constant: Any, place: ast.expr) -> None:
        if not isinstance(constant, str):
            return
        if fact.codes and constant not in fact.codes:
            hint = nearest(constant, fact.codes) or f"The codes are: {', '.join(fact.codes)}"
            raise self.refuse(place, f"'{constant}' is not a code of {fact.text}", hint, "code")
        if fact.type in CODED and not (len(constant) in CODED[fact.type] and constant.isalpha() and constant.islower()):
            hint = "Write its code in small letters, like sy"
            raise self.refuse(place, f"'{constant}' is not a {fact.type}", hint, "code")

    def sum(self, at: ast.BinOp) -> Node:
        act = {ast.Add: operator.add, ast.Sub: operator.sub}.get(type(at.op))
        if act is None:
            raise self.refuse(at, "Only + and - on numbers", code="grammar")
        left, right = self.node(at.left), self.node(at.right)
        if left.type != "number" or right.type != "number":
            hint = 'Write date.plus("10 days") to move a date' if {left.type, right.type} & set(TIMES) else None
            raise self.refuse(at, "+ and - are for numbers", hint, "type")
        a, b = left.ask, right.ask
        return self.joined(at, "leaf", [left, right], lambda view: _reckon(act, a(view), b(view)), "number")

    # names

    def constant(self, at: ast.Constant) -> Node:
        if isinstance(at.value, bool):
            raise self.refuse(at, f"'{at.value}' is written '{str(at.value).lower()}'", code="grammar")
        if isinstance(at.value, (str, int)):
            kind = "text" if isinstance(at.value, str) else "number"
            return Node(text=self.source(at), type=kind, ask=_constant(at.value), constant=at.value)
        raise self.refuse(at, "Only texts and whole numbers may stand here", code="grammar")

    def name(self, at: ast.Name) -> Node:
        if at.id in ("true", "false"):
            return Node(text=at.id, type="boolean", ask=_constant(at.id == "true"), constant=at.id == "true")
        if at.id in CLOCK:
            return self.clock(at)
        symbol = self.symbol(at, at.id)
        if symbol.kind == FACT:
            return self.fact(at, symbol)
        if symbol.kind == CONDITION and symbol.node is not None:
            return self.condition(at, symbol.node)
        if symbol.kind == CONSTANT:
            return Node(text=at.id, type=symbol.type, ask=_constant(symbol.constant), constant=symbol.constant)
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
            "next_in_line": lambda v: v.next_in_line(),
        }
        return Node(text=at.id, type=CLOCK[at.id], ask=asks[at.id], asks=frozenset({at.id}))

    def symbol(self, at: ast.expr, name: str, among: Mapping[str, Symbol] | None = None) -> Symbol:
        known_names = self.names.symbols if among is None else among
        found = known_names.get(name)
        if found is None:
            hint = nearest(name, (*known_names, *(() if among is not None else (*CLOCK, "case", "true", "false"))))
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
            if symbol.kind in (TRACK, CHECKLIST, TIMER):
                return Subject(symbol.kind, symbol)
        if isinstance(at, ast.Attribute):
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
        raise self.refuse(
            at, f"There is no question '{at.func.id}'", nearest(at.func.id, (*ABOUT_PEOPLE, *plain_call)), "name"
        )

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
                f"'{word}' is not a {what} here",
                nearest(word, meant.among) or f"There are: {', '.join(meant.among)}",
                what,
            )
        if meant.unknown:
            raise _Wrong
        return meant.words

    def inside(self, names: Names) -> "_Walk":
        """The same walk in another scope, telling its faults here."""
        walk = _Walk(self.text, names)
        walk.faults = self.faults
        return walk


def _constant(value: Any) -> Ask:
    return lambda view: value


def _opposite(inner: Ask) -> Ask:
    return lambda view: three.opposite(inner(view))


def _all_of(parts: list[Node]) -> Ask:
    asks = [part.ask for part in parts]

    def ask(view: Any) -> three.Truth:
        answer: three.Truth = True
        for one in asks:
            answer = three.both(answer, one(view))
            if answer is False:
                return False
        return answer

    return ask


def _any_of(parts: list[Node]) -> Ask:
    asks = [part.ask for part in parts]

    def ask(view: Any) -> three.Truth:
        answer: three.Truth = False
        for one in asks:
            answer = three.either(answer, one(view))
            if answer is True:
                return True
        return answer

    return ask


def _reckon(act: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    if isinstance(left, three.Between) or isinstance(right, three.Between):
        return three.reckon_between(act is operator.add, left, right)
    return act(left, right)


def _part_of(document: Any, part: str) -> Any:
    return None if document is None else getattr(document, part)


_EXAMPLE = {TRACK: "clear_on(today)", CHECKLIST: "clear_on(today)", TIMER: "ended()", CONDITION: ""}
_BUILDERS: Mapping[type[ast.expr], Callable[[_Walk, Any], Node]] = {
    ast.BoolOp: _Walk.logic,
    ast.UnaryOp: _Walk.negated,
    ast.Compare: _Walk.compared,
    ast.BinOp: _Walk.sum,
    ast.Constant: _Walk.constant,
    ast.Name: _Walk.name,
    ast.Attribute: _Walk.attribute,
    ast.Call: _Walk.call,
}
