"""Of what kind a case, or a track, is to the lists: where it is, whose turn it is there, who keeps it.

Those of one kind lie together in an index; how they are found is in `engine.records.turns`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.model import NOBODY
from engine.records.tables import LEAST, NEVER

KEPT, HELD, FREE = "=", "held", "free"
ID_IN_RANK = 34  # the place of the first letter of the id, which ends a rank


def turn_fields(tree: Mapping[str, Any]) -> dict[str, str | None]:
    """Those columns of a case row by which its turn is found, from what its snapshot holds; nothing of a closed one."""
    row = tree["row"]
    return {"turns": _turns(tree), "rank": rank(row)} if row["outcome"] is None else {"turns": None, "rank": None}


def _turns(tree: Mapping[str, Any]) -> str:
    row, kept = tree["row"], {role for role, *_ in tree.get("keepers", ())}
    whose = {row["waits_on"], *(track[4] for track in tree["tracks"])} - {None, NOBODY}
    roles = "|".join(f"{one}{KEPT}" if one in kept else one for one in sorted(whose))
    return f"{row['programme']} {row['office']} {HELD if row['on_hold'] else FREE} |{roles}|"


def rank(row: Mapping[str, Any]) -> str:
    """Sorts cases as they are to be taken: most points first, of equals the earlier date of the programme, then the
    first due; no two are equal."""
    points = row.get("priority")
    behind = -(LEAST if points is None else points) - LEAST
    return f"{behind:010} {row.get('then_by') or NEVER} {row['due_on'] or NEVER} {row['id']}"


def rank_of_key(key: Sequence[str]) -> str:
    """The rank of the line of a page's key: how far behind others its points put it, its two days, its id."""
    behind, then_by, due_on, case_id = key
    return f"{int(behind) - LEAST:010} {then_by} {due_on} {case_id}"


def followers(programme: str, office: str, roles: str | None) -> str | None:
    """By whom a track is followed up, and where: as its row has it."""
    return f"{programme} {office} {roles}" if roles else None
