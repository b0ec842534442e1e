"""The model by itself: it tells the story of docs/designer.md as that page tells it."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from tests.model import acting, settling

DESIGNER = Path(__file__).resolve().parents[2] / "docs" / "designer.md"
AMMAN = ZoneInfo("Asia/Amman")
START = datetime(2026, 3, 2, 6, tzinfo=UTC)
OUTSIDE = {"decided_on": date(2026, 3, 2), "source": "letter.pdf"}


def programme() -> dict:
    text = next(part for part in DESIGNER.read_text("utf-8").split("```yaml\n") if part.startswith("programme:"))
    read = yaml.safe_load(text.split("```")[0])
    for track in (*read["tracks"].values(), *_states(read), *(s for t in read["tracks"].values() for s in _in(t))):
        for action in {**track.get("actions", {}), **track.get("anywhere", {})}.values():
            action.setdefault("by", read["usually_by"])
    return read


def _states(read: dict) -> list[dict]:
    return [state for phase in read["phases"].values() for state in phase.values()]


def _in(track: dict) -> list[dict]:
    return list(track["states"].values())


def act(action: str, role: str, people: list[str], answers: dict, at: datetime) -> dict:
    step = {"kind": "act", "action": action, "user": role, "roles": {role}, "people": people, "answers": answers}
    return {**step, "each": {}, "newcomers": [], "happened": at}


def test_it_plays_the_story_of_the_designers_page():
    read = programme()
    case = acting.open_case(read, AMMAN, {"amina": {"born_on": date(1991, 5, 4)}}, {}, START)
    decide = act("member.decide", "caseworker", ["amina"], {"decision": "approved", **OUTSIDE}, START)
    _, case = acting.step(read, case, decide, START)
    assert case["machines"]["case", None]["state"] == "clearing"
    examined = act("medical.record_exam", "physician", ["amina"], {"examined_on": date(2026, 3, 2)}, START)
    _, case = acting.step(read, case, examined, START)
    assert case["machines"]["case", None]["state"] == "ready"
    late = act("book", "movement", [], {"travel_date": date(2026, 12, 1)}, START)
    assert acting.step(read, case, late, START)[0] == {("booked.clear_that_day", None)}
    book = act("book", "movement", [], {"travel_date": date(2026, 5, 2)}, START)
    _, case = acting.step(read, case, book, START)
    flight = datetime(2026, 5, 2, 7, tzinfo=UTC)
    assert settling.pass_time(read, case, START, flight) is None
    _, case = acting.step(read, case, act("depart", "movement", [], {}, flight), flight)
    assert (case["outcome"], case["left"]) == ("completed", {"amina": "completed"})


def test_an_exam_that_runs_out_takes_a_booked_case_back_at_the_end_of_its_last_day():
    read = programme()
    case = acting.open_case(read, AMMAN, {"amina": {"born_on": date(1991, 5, 4)}}, {}, START)
    for step in (
        act("member.decide", "caseworker", ["amina"], {"decision": "approved", **OUTSIDE}, START),
        act("medical.record_exam", "physician", ["amina"], {"examined_on": date(2026, 3, 2)}, START),
        act("book", "movement", [], {"travel_date": date(2026, 5, 2)}, START),
    ):
        refused, case = acting.step(read, case, step, START)
        assert not refused
    until = datetime(2027, 1, 1, tzinfo=UTC)
    assert settling.pass_time(read, case, START, until) == datetime(2026, 9, 2, 21, tzinfo=UTC)
    assert case["machines"]["case", None]["state"] == "unbooking"
    assert case["machines"]["medical", "amina"]["state"] == "to_examine"
