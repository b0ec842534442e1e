"""The house keeps its plan: who may import whom, and which room keeps which outside package."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GROUND = (
    "engine.model",
    "engine.case",
    "engine.step",
    "engine.entry",
    "engine.why_not",
    "engine.errors",
    "engine.civil",
    "engine.values",
    "engine.clock",
    "engine.json_schema",
    "engine.expressions",
    "engine.looking",
)
ROOMS = ("engine.reading", "engine.running", "engine.records")
OUTSIDE = ("web", "cli", "benchmarks")
KEEPERS = {
    "yaml": ("engine.reading.source",),
    "jsonschema": ("engine.json_schema",),
    "referencing": ("engine.json_schema",),
    "transitions": ("engine.running.machine",),
    "sqlalchemy": ("engine.records",),
    "alembic": ("engine.records",),
    "psycopg": ("engine.records",),
    "orjson": ("engine.records",),
    "cryptography": ("engine.records.sealing",),
    "babel": ("engine.reading.labels", "web"),
    "click": ("cli",),
    "flask": ("web",),
    "werkzeug": ("web",),
    "jinja2": ("web",),
    "markupsafe": ("web",),
    "flask_security": ("web.accounts",),
    "flask_babel": ("web",),
    "flask_wtf": ("web",),
    "flask_limiter": ("web",),
    "wtforms": ("web",),
    "waitress": ("web.serving",),
}


def modules() -> dict[str, Path]:
    files = [path for room in ("engine", "web", "cli") for path in (ROOT / room).rglob("*.py")]
    named = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}
    return {name: path for name, path in named.items() if ".migrations." not in name}


MODULES = modules()


@cache
def statements(name: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))))


@cache
def imported(name: str) -> tuple[str, ...]:
    """Every module that one imports, whole names."""
    return tuple(_imported(name))


def _imported(name: str) -> Iterator[str]:
    for node in statements(name):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "engine":
            yield "engine"  # the front door: what it exports may share a name with a module
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (one if one in MODULES else node.module for one in inner)


def inside(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def floor(name: str) -> int:
    """0 ground, 1 the three rooms, 2 the doors above them, 3 pages and commands."""
    if inside(name, OUTSIDE):
        return 3
    return 0 if inside(name, GROUND) else 1 if inside(name, ROOMS) else 2


def ours(name: str) -> Iterator[str]:
    yield from dict.fromkeys(one for one in imported(name) if one in MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_nothing_imports_upward(name: str) -> None:
    assert [one for one in ours(name) if floor(one) > floor(name)] == []


@pytest.mark.parametrize("name", [name for name in MODULES if inside(name, ROOMS)])
def test_the_rooms_are_strangers_to_each_other(name: str) -> None:
    own = next(room for room in ROOMS if inside(name, (room,)))
    others = tuple(room for room in ROOMS if room != own)
    assert [one for one in ours(name) if inside(one, others)] == []


@pytest.mark.parametrize("name", [name for name in MODULES if inside(name, ("web", "cli"))])
def test_outsiders_use_the_front_door_only(name: str) -> None:
    assert [one for one in ours(name) if one.startswith("engine.")] == []


def test_pages_know_nothing_of_commands() -> None:
    assert [
        (name, one) for name in MODULES if inside(name, ("web",)) for one in ours(name) if inside(one, ("cli",))
    ] == []


@pytest.mark.parametrize("name", MODULES)
def test_each_outside_package_has_one_keeper(name: str) -> None:
    strangers = []
    for one in imported(name):
        package = one.partition(".")[0]
        if package in sys.stdlib_module_names or inside(package, ("engine", *OUTSIDE)):
            continue
        assert package in KEEPERS, f"{name} imports {package}, which has no keeper"
        if not inside(name, KEEPERS[package]):
            strangers.append(one)
    assert strangers == []


@pytest.mark.parametrize("name", MODULES)
def test_no_import_hides_in_a_function(name: str) -> None:
    functions = [node for node in statements(name) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    assert [
        node.lineno for one in functions for node in ast.walk(one) if isinstance(node, (ast.Import, ast.ImportFrom))
    ] == []


def test_there_is_no_ring_of_imports() -> None:
    graph = {name: set(ours(name)) for name in MODULES}
    while free := [name for name, needs in graph.items() if not needs & graph.keys()]:
        for name in free:
            del graph[name]
    assert graph == {}
