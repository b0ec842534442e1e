"""The ordinary course of an anchor's case, chapter by chapter. Days are counted from the opening of the case."""

from datetime import timedelta

from cli.demonstration.stage import Course, Telling

OPENED_AS = ("family_name", "given_names", "born_on")


def opened(case: Telling, law: str = "germany") -> Course:
    yield case.day(0)
    facts = {
        "law": law,
        "status": "recognised_refugee",
        "recognised_on": case.plain_date(-60).isoformat(),
        "asked_for_asylum_on": case.plain_date(-500).isoformat(),
        "told_it_is_free": True,
        "address": f"{case.number} Sample Street",
    }
    people = {nick: {name: known[name] for name in OPENED_AS} for nick, known in case.people().items()}
    case.open(facts, "legal_aid", people)


def filed(case: Telling, law: str = "germany") -> Course:
    yield from opened(case, law)
    yield case.day(3)
    case.act("legal_aid", "file_petition", filed_on=case.today, petition="notice.pdf", decided_on=case.today)


def approved(case: Telling) -> Course:
    yield from filed(case)
    yield case.day(12)
    case.act("legal_aid", "approve", **case.decided("confirmation.pdf"))
    yield case.day(13)
    case.act("reviewer", "verify_approve")


def lost_the_status(case: Telling) -> Course:
    """Two days before today, when the family has a flight."""
    yield from approved(case)
    yield case.stage.ends - timedelta(days=2)
    lost = {"status_lost_on": case.today, **case.decided("revocation.pdf")}
    case.act("legal_aid", "record_loss_of_status", note="A court may still be asked", **lost)
    case.act("reviewer", "verify_record_loss_of_status")


def reunited(case: Telling) -> Course:
    yield from approved(case)
    yield case.day(185)
    case.act("legal_aid", "confirm_reunited", reunited_on=case.today)


def evidence_wanted(case: Telling) -> Course:
    yield from filed(case, "us_i730")
    yield case.day(10)
    case.act("legal_aid", "ask_for_evidence", evidence_asked_on=case.today, **case.decided("request.pdf"))
