"""The front door: the engine reads programmes, runs actions, keeps records. Outsiders import nothing else."""

from dataclasses import dataclass
from pathlib import Path

from engine.administration import Added, Administration
from engine.alike import Alike
from engine.auditing import (
    Auditing,
    LogLine,
    LogPage,
    OwnReading,
    OwnReadings,
    Proof,
    ReadingLine,
    ReadingsPage,
    RegisterPage,
)
from engine.bulk import Bulk, BulkCase
from engine.bulk_choice import MOST as MOST_AT_ONCE
from engine.bulk_choice import BulkChoice, Choosing, Common
from engine.bulk_seen import BulkRun, CaseOfRun, Why
from engine.bulk_step import BulkStep
from engine.caller import Caller, Duty
from engine.case import Case, Counted, Cover, Keeper, Pending, Person, Score, Sight, Standing
from engine.case_lists import CaseLists, CasePage, Clearing
from engine.casework import Acted, Casework
from engine.civil import Office
from engine.clock import Clock, clock
from engine.colleagues import caller_of
from engine.correcting import Correcting
from engine.covering import AbsenceSeen, Away, Covering, ToCover
from engine.drafting import Checked, Drafting, Version, check, labels_for, programmes_in, texts_under
from engine.drawing import FORMATS, Leads, MachineOutline, Place, Words, draw, outline, picture
from engine.entry import Entry, OtherCase, Written
from engine.errors import (
    AuthorError,
    Broken,
    CasewayError,
    NotFound,
    OutOfDate,
    ProgrammeInvalid,
    Refused,
    Unavailable,
    WrongKey,
)
from engine.family import FamilyPage, Other, Stands, kept_from_family
from engine.file_checks import FileCheck, FileChecks, PaperCheck, Tick, ticks_of
from engine.file_kinds import KINDS as FILE_KINDS
from engine.file_kinds import Kind as FileKind
from engine.files import MOST_BYTES, Fetched, Files, Paper, PaperVersion
from engine.forecasting import Forecasting, ForecastPage, Foreseen, Week
from engine.foreseeing import sheet_after, sheet_opened
from engine.holding import Holding
from engine.incidents import note_incident, note_incident_somewhere
from engine.intake import Intake
from engine.keeping import Colleague, Keeping
from engine.model import Action, Ask, Fact, Link, Machine, Priority, Programme, Requirement
from engine.notes import Notes, NotesSeen
from engine.published import Published
from engine.reach import Reach
from engine.reading.finding import Finding, render_json, render_sarif, render_text
from engine.reading.translating import in_other_words
from engine.records.absences import Absence
from engine.records.accounts import Account, Grant, SignIns
from engine.records.breach import Breach
from engine.records.bulk_lists import Chosen
from engine.records.choices import Wanted
from engine.records.database import Records, open_records
from engine.records.definitions import Publication
from engine.records.facets import MOST_COUNTED, Tally
from engine.records.heads import Head
from engine.records.heads import digest_of as digest_of_heads
from engine.records.saved_views import SavedView
from engine.rehearsal import (
    Coverage,
    Failure,
    Mutant,
    Mutation,
    Rehearsal,
    Walked,
    check_stories,
    mutate,
    mutation_json,
    rehearsal_json,
    rehearse,
    render_mutation,
    render_rehearsal,
    render_walk,
    scenario_texts_under,
    walk,
    walk_json,
)
from engine.running.decide import Decision
from engine.running.eligibility import PRINCIPAL, asked_first, linked_first, said_of_principal
from engine.running.forecast import Fall, Forecast, Lapse
from engine.running.mandatory import AskedBy, Mandatory, item_parts
from engine.running.opening import Opening, link_field
from engine.running.outlook import Cleared, Deadline, Offer
from engine.saved_views import SavedViews
from engine.searching import Found, Hit, Match, Searching
from engine.seeing import CaseSheet, HoldSeen, reason_words
from engine.sharing import Kept, Sharing
from engine.signing_in import SigningIn
from engine.standing_in import Covers
from engine.statistics import LEAST as LEAST_TOLD
from engine.statistics import Figures, Statistics, Stay, Tallied
from engine.step import Actor, Step
from engine.team import Board, Member, Stuck, Team, gives_out
from engine.two_cases import Clash, Elsewhere, Merging
from engine.unfinished import Form, Unfinished
from engine.values import Document, File, WrongAnswer, from_json, parse_moment, to_json
from engine.while_away import DoneFor, WhileAway
from engine.why_not import Met, Reason, Unmet
from engine.work_items import Came, ListedCase, WorkItem, next_step
from engine.worklist import QueuePage, Told, Work, Worklist

__version__ = "0.1.0"
__all__ = [
    "Publication",
    "Mutant",
    "Coverage",
    "Failure",
    "Mutation",
    "Rehearsal",
    "Walked",
    "check_stories",
    "mutate",
    "mutation_json",
    "rehearsal_json",
    "rehearse",
    "render_mutation",
    "render_rehearsal",
    "render_walk",
    "scenario_texts_under",
    "walk",
    "walk_json",
    "Action",
    "Counted",
    "Cover",
    "Covers",
    "Priority",
    "Score",
    "reason_words",
    "Link",
    "Sight",
    "link_field",
    "Ask",
    "CasePage",
    "Cleared",
    "Deadline",
    "Decision",
    "Document",
    "Correcting",
    "Absence",
    "AbsenceSeen",
    "Away",
    "Covering",
    "DoneFor",
    "WhileAway",
    "ToCover",
    "Fact",
    "Fall",
    "Forecast",
    "ForecastPage",
    "Forecasting",
    "Foreseen",
    "Week",
    "FamilyPage",
    "Other",
    "Stands",
    "kept_from_family",
    "Lapse",
    "HoldSeen",
    "ListedCase",
    "Machine",
    "Offer",
    "Pending",
    "Reach",
    "Found",
    "Hit",
    "Match",
    "Searching",
    "Reason",
    "Standing",
    "Told",
    "Board",
    "Member",
    "Stuck",
    "Team",
    "gives_out",
    "Figures",
    "Bulk",
    "BulkCase",
    "BulkChoice",
    "BulkRun",
    "BulkStep",
    "CaseOfRun",
    "Choosing",
    "Chosen",
    "Common",
    "MOST_AT_ONCE",
    "MOST_COUNTED",
    "Why",
    "Kept",
    "Sharing",
    "LEAST_TOLD",
    "Statistics",
    "Stay",
    "Tallied",
    "Wanted",
    "Tally",
    "CaseLists",
    "SavedView",
    "SavedViews",
    "Clearing",
    "Work",
    "WorkItem",
    "Worklist",
    "QueuePage",
    "Account",
    "SignIns",
    "Acted",
    "Actor",
    "Breach",
    "Finding",
    "render_json",
    "render_sarif",
    "render_text",
    "Auditing",
    "Notes",
    "NotesSeen",
    "OwnReading",
    "OwnReadings",
    "ReadingLine",
    "ReadingsPage",
    "RegisterPage",
    "Requirement",
    "Version",
    "FORMATS",
    "FILE_KINDS",
    "FileCheck",
    "FileChecks",
    "Mandatory",
    "PaperCheck",
    "Tick",
    "ticks_of",
    "AskedBy",
    "item_parts",
    "MOST_BYTES",
    "FileKind",
    "Fetched",
    "File",
    "Files",
    "Paper",
    "PaperVersion",
    "WrongAnswer",
    "Leads",
    "MachineOutline",
    "Place",
    "Words",
    "draw",
    "outline",
    "picture",
    "LogLine",
    "LogPage",
    "Proof",
    "Added",
    "Administration",
    "AuthorError",
    "Broken",
    "Caller",
    "Came",
    "Case",
    "Colleague",
    "Keeping",
    "Keeper",
    "Met",
    "CaseSheet",
    "Casework",
    "CasewayError",
    "Caseway",
    "Checked",
    "Clock",
    "Drafting",
    "Duty",
    "Grant",
    "Head",
    "Office",
    "Entry",
    "NotFound",
    "OtherCase",
    "Opening",
    "OutOfDate",
    "Person",
    "Programme",
    "ProgrammeInvalid",
    "Refused",
    "SigningIn",
    "Alike",
    "Intake",
    "PRINCIPAL",
    "asked_first",
    "said_of_principal",
    "linked_first",
    "Form",
    "Unfinished",
    "Step",
    "Unavailable",
    "Unmet",
    "WrongKey",
    "Written",
    "caller_of",
    "check",
    "clock",
    "digest_of_heads",
    "next_step",
    "note_incident",
    "note_incident_somewhere",
    "in_other_words",
    "labels_for",
    "open_caseway",
    "parse_moment",
    "programmes_in",
    "sheet_after",
    "sheet_opened",
    "Merging",
    "Clash",
    "Elsewhere",
    "texts_under",
    "to_json",
    "from_json",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseway:
    """Everything behind the front door, over one database."""

    records: Records
    casework: Casework
    holding: Holding
    drafting: Drafting
    administration: Administration
    signing_in: SigningIn
    auditing: Auditing
    worklist: Worklist
    case_lists: CaseLists
    saved_views: SavedViews
    forecasting: Forecasting
    keeping: Keeping
    intake: Intake
    unfinished: Unfinished
    searching: Searching
    team: Team
    files: Files
    notes: Notes
    file_checks: FileChecks
    statistics: Statistics
    sharing: Sharing
    covering: Covering
    while_away: WhileAway
    bulk: Bulk
    bulk_choice: BulkChoice

    def close(self) -> None:
        self.records.close()

    def cases(self) -> int:
        """How many cases are kept."""
        with self.records.reading() as reading:
            return reading.counted()[0]

    def by_clock(self, now: Clock) -> "Caseway":
        """The same deployment by another clock, as for demonstration cases that began in the past."""
        return _over(self.records, self.casework.published, now, self.files.most_bytes)


def open_caseway(
    url: str, home: Path, now: Clock = clock, *, make: bool = True, most_file: int = MOST_BYTES
) -> Caseway:
    """Opens the database at a SQLAlchemy URL, with the keys under `home`. Raises Unavailable, WrongKey.

    `make` False: what is only to be read, acted on or proved is never made. `most_file`: bytes that one file may have.
    """
    return _over(open_records(url, home, make=make), Published(), now, most_file)


def _over(records: Records, published: Published, now: Clock, most_file: int) -> Caseway:
    casework, worklist = Casework(records, published, now), Worklist(records, published, now)
    keeping, case_lists = Keeping(casework, worklist), CaseLists(records, published, now)
    return Caseway(
        records=records,
        casework=casework,
        holding=Holding(casework),
        drafting=Drafting(records, published, now),
        administration=Administration(records, published, now),
        signing_in=SigningIn(records, now),
        auditing=Auditing(records, published, now),
        worklist=worklist,
        case_lists=case_lists,
        saved_views=SavedViews(records),
        forecasting=Forecasting(records, published, now),
        keeping=keeping,
        intake=Intake(casework),
        unfinished=Unfinished(casework),
        searching=Searching(records, published, now),
        team=Team(records, published, now),
        files=Files(casework, most_file),
        notes=Notes(casework),
        file_checks=FileChecks(casework),
        statistics=Statistics(records, published, now),
        covering=Covering(records, published, now),
        while_away=WhileAway(records, published, now),
        sharing=Sharing(case_lists, keeping),
        bulk=Bulk(casework, published),
        bulk_choice=BulkChoice(records, published, now),
    )
