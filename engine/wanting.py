"""What somebody asks of a list of cases, as far as they may: which grants it is cut to, whose turn they may see."""

from datetime import datetime

from engine.caller import Caller
from engine.published import InForce
from engine.reach import grants_of
from engine.records.accounts import Grant
from engine.records.choices import GIVEN, Looking, Wanted
from engine.team import gives_out, seen_tracks


def cut_for(in_force: InForce, caller: Caller, which: Wanted, now: datetime) -> tuple[tuple[Grant, ...], Looking]:
    """How far the list reaches, and who looks at it; turns in tracks are told of one programme at one office."""
    grants, tracks = grants_of(caller), ()
    if GIVEN in which.team:
        laws = {name: in_force.current(name) for name in caller.programmes()}
        grants = tuple(one for one in grants if gives_out(laws, one))
    if which.turn and len(which.programme) == len(which.office) == 1 and which.programme[0] in caller.programmes():
        programme, office = which.programme[0], which.office[0]
        tracks = seen_tracks(in_force.current(programme), caller.roles_at(programme, office))
    return grants, Looking(today=now.date(), user=caller.user, tracks=tracks)
