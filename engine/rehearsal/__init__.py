"""Scenarios: stories that must hold for a programme, played on a virtual clock through the doors of the product."""

from engine.rehearsal.files import scenario_texts_under
from engine.rehearsal.mutation import mutate
from engine.rehearsal.rehearse import check_stories, rehearse
from engine.rehearsal.rendering import (
    mutation_json,
    rehearsal_json,
    render_failure,
    render_mutation,
    render_rehearsal,
    render_walk,
    walk_json,
)
from engine.rehearsal.result import Coverage, Failure, Found, Mutant, Mutation, Played, Rehearsal, Walked
from engine.rehearsal.walking import walk

__all__ = [
    "Coverage",
    "Failure",
    "Found",
    "Mutant",
    "Mutation",
    "Played",
    "Rehearsal",
    "Walked",
    "check_stories",
    "mutate",
    "mutation_json",
    "rehearsal_json",
    "rehearse",
    "render_failure",
    "render_mutation",
    "render_rehearsal",
    "render_walk",
    "scenario_texts_under",
    "walk",
    "walk_json",
]
