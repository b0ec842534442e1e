"""The PostgreSQL of the tests: who it runs as, what it leaves alone, and that tests do not see each other's data."""

import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.places import postgres

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folders_before() -> dict[Path, tuple[int, int]]:
    temporary = Path(tempfile.gettempdir())
    return rights_above(Path(postgres.__file__), postgres.programs()[0], Path.home() / "any", temporary / "any")


@pytest.fixture(scope="module")
def server(folders_before: dict[Path, tuple[int, int]]) -> Iterator[postgres.Server]:
    server = postgres.Server(folder=postgres.private_folder(), owner=postgres.unprivileged())
    server.start()
    yield server
    server.stop()


def rights_above(*paths: Path) -> dict[Path, tuple[int, int]]:
    return {folder: rights(folder) for path in paths for folder in path.parents}


def rights(folder: Path) -> tuple[int, int]:
    """The folder's mode and owner."""
    return folder.stat().st_mode, folder.stat().st_uid


def connection(url: str) -> psycopg.Connection:
    return psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))


def test_the_server_does_not_run_as_root(server: postgres.Server) -> None:
    assert (server.data / "postmaster.pid").stat().st_uid != 0


def test_nobody_else_may_enter_the_servers_folder(server: postgres.Server) -> None:
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700


def test_the_server_answers_at_its_address_only_by_its_socket(server: postgres.Server) -> None:
    with connection(server.url.render_as_string()) as asked:
        assert asked.execute("SHOW listen_addresses").fetchone() == ("",)


def test_starting_the_server_changes_no_folder_above_the_code_home_or_its_own(
    folders_before: dict[Path, tuple[int, int]], server: postgres.Server
) -> None:
    assert {folder: rights(folder) for folder in folders_before} == folders_before


def test_the_servers_folder_is_outside_the_code_and_home(server: postgres.Server) -> None:
    assert not {ROOT, Path.home()} & set(server.folder.parents)


def test_a_stopped_server_answers_nobody_and_leaves_no_folder() -> None:
    server = postgres.Server(folder=postgres.private_folder(), owner=postgres.unprivileged())
    server.start()
    with connection(server.url.render_as_string()) as asked:
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            asked.execute("SELECT 1")
    assert not server.folder.exists()


def test_a_start_that_fails_says_in_one_line_what_to_do(tmp_path: Path) -> None:
    server = postgres.Server(folder=tmp_path, owner=None)
    (server.folder / "data").write_text("in the way")
    with pytest.raises(postgres.NoServer) as refusal:
        server.start()
    assert "\n" not in str(refusal.value)
    assert "./dev test" in str(refusal.value)


@pytest.mark.parametrize("address", ["no address", "postgresql+psycopg://postgres:secret@127.0.0.1:1/postgres"])
def test_a_named_server_that_does_not_answer_is_refused_in_one_line_without_its_password(address: str) -> None:
    with pytest.raises(postgres.NoServer) as refusal:
        postgres.named_server(address)
    assert "\n" not in str(refusal.value)
    assert postgres.SERVER in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_a_folder_closed_to_other_users_is_passed_over(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert postgres.reachable(str(closed), "/") == "/"


def test_two_tests_have_databases_apart(postgres_server, postgres_url: str) -> None:
    with postgres.fresh_database(postgres_server) as other, connection(postgres_url) as mine:
        mine.execute("CREATE TABLE voyage (port text)")
        mine.commit()
        with connection(other.render_as_string(hide_password=False)) as theirs:
            assert theirs.execute("SELECT to_regclass('voyage')").fetchone() == (None,)


def test_a_database_is_dropped_after_its_test_even_if_still_in_use(postgres_server) -> None:
    with postgres.fresh_database(postgres_server) as url:
        left_open = connection(url.render_as_string(hide_password=False))
    with postgres.administrator(postgres_server) as asked:
        found = asked.execute("SELECT 1 FROM pg_database WHERE datname = %s", [url.database]).fetchone()
    left_open.close()
    assert found is None


def test_a_test_on_both_databases_gets_the_kind_it_is_named_for(request, database_url: str) -> None:
    backend = make_url(database_url).get_backend_name()
    assert backend == request.node.callspec.params["database_url"]
