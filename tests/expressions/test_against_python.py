"""When every fact is known an expression means what Python means by the same text."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from engine.expressions import read
from tests.expressions.views import Facts, names, sound

NUMBERS = some.recursive(
    some.sampled_from(["n", "m"]) | some.integers(0, 9).map(str),
    lambda inner: some.builds("({} {} {})".format, inner, some.sampled_from(["+", "-"]), inner),
    max_leaves=3,
)
DAYS = some.sampled_from(["d", "e", "today"]) | some.builds(
    '{}.{}("{} days")'.format,
    some.sampled_from(["d", "e", "today"]),
    some.sampled_from(["plus", "minus"]),
    some.integers(0, 40),
)
COMPARED = some.sampled_from(["==", "!=", "<", "<=", ">", ">="])
CONDITIONS = some.recursive(
    some.sampled_from(["p", "q", "true", "false"])
    | some.builds("{} {} {}".format, NUMBERS, COMPARED, NUMBERS)
    | some.builds("{} {} {}".format, DAYS, COMPARED, DAYS),
    lambda inner: (
        some.builds("({} {} {})".format, inner, some.sampled_from(["and", "or"]), inner)
        | some.builds("(not {})".format, inner)
    ),
    max_leaves=6,
)
FACTS = some.fixed_dictionaries(
    {
        "n": some.integers(-5, 5),
        "m": some.integers(-5, 5),
        "p": some.booleans(),
        "q": some.booleans(),
        "d": some.dates(date(2026, 1, 1), date(2026, 5, 1)),
        "e": some.dates(date(2026, 1, 1), date(2026, 5, 1)),
    }
)


class Day(date):
    def plus(self, span):
        return Day.fromordinal((self + timedelta(int(span.split()[0]))).toordinal())

    def minus(self, span):
        return Day.fromordinal((self - timedelta(int(span.split()[0]))).toordinal())


def by_python(text, facts, today):
    days = {name: Day.fromordinal(facts[name].toordinal()) for name in ("d", "e")}
    known = {**facts, **days, "today": Day.fromordinal(today.toordinal()), "true": True, "false": False}
    return eval(text, {"__builtins__": {}}, known)


@settings(max_examples=400)
@given(CONDITIONS, FACTS)
def test_with_every_fact_known_it_says_what_python_says(text, facts):
    view = Facts(**facts)
    assert sound(text).ask(view) is by_python(text, facts, view.today)


@settings(max_examples=300)
@given(CONDITIONS, FACTS, some.sets(some.sampled_from(["n", "m", "p", "q", "d", "e"])))
def test_with_some_facts_missing_it_never_says_what_a_value_could_belie(text, facts, missing):
    """Unknown may become anything; true and false stay, whatever the missing facts turn out to be."""
    answer = sound(text).ask(Facts(**{name: value for name, value in facts.items() if name not in missing}))
    if answer is not None:
        assert by_python(text, facts, Facts().today) is answer


PIECES = [
    "n",
    "p",
    "d",
    "and",
    "or",
    "not",
    "(",
    ")",
    '"',
    "'",
    ".",
    ",",
    "==",
    "<",
    "+",
    "-",
    "*",
    "**",
    "/",
    "lambda",
    ":",
    "[",
    "]",
    "{",
    "}",
    "import",
    "__class__",
    "os.system",
    "for",
    "in",
    "if",
    "else",
    "await",
    "yield",
    ":=",
    "@",
    "everyone",
    "known",
    "clear_on",
    "today",
    "medical",
    'f"{n}"',
    "\n",
    "\r",
    "\x0c",
    "\x00",
    "é",
    "\ud800",
    "𝔫",
    "9" * 30,
    "1e9",
    "0x1",
    "#",
    "\\",
    "...",
]


@settings(max_examples=2000)
@given(
    some.lists(some.sampled_from(PIECES) | some.text(max_size=3), max_size=14).flatmap(
        lambda parts: some.sampled_from([" ".join(parts), "".join(parts)])
    )
)
def test_a_hostile_text_is_answered_with_faults_and_never_with_an_error(text):
    expression, faults = read(text, names(), "boolean")
    assert (expression is None) == bool(faults)
    assert all(fault.message and fault.line >= 0 and fault.column >= 0 for fault in faults)
    if expression is not None:
        expression.ask(Facts(n=1, p=True, d=date(2026, 1, 1)))
