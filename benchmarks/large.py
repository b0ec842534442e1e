"""A made-up programme of just over sixty states to be read and checked, with tracks, windows, timers and conditions."""

from collections.abc import Iterator

PHASES, STATES, TRACKS = 7, 6, 6
HEAD = """programme: large
title: A large programme
usually_by: clerk
roles: {clerk: Clerk, doctor: Doctor, boss: Boss}
authorities: {ministry: Ministry}
opening: {may_ask_each: [family_name, born_on]}
"""


def large_programme() -> str:
    """Forty-two states of the case in seven phases, three in each of six tracks for each person, and `member`."""
    return "".join((HEAD, *_facts(), *_conditions(), *_tracks(), *_phases(), *_end()))


def _facts() -> Iterator[str]:
    yield "facts:\n  case:\n    travel_date: date\n"
    yield from (f"    seen_{number}: date\n" for number in range(PHASES * STATES))
    yield "  person:\n    family_name: {type: text, max: 80}\n    born_on: {type: date, partial: true}\n"


def _conditions() -> Iterator[str]:
    yield 'conditions:\n  adult: age >= 18\n  everybody_listed: everyone(member.at("listed"))\n'
    yield "checklists:\n  to_travel: [" + ", ".join(f"check_{number}" for number in range(TRACKS)) + "]\n"


def _tracks() -> Iterator[str]:
    yield "tracks:\n"
    for number in range(TRACKS):
        needed = "    needed_if: adult\n" if number % 2 else ""
        yield f"""  check_{number}:
    per: person
{needed}    facts:
      done_on: date
      refused_on: date
    states:
      to_do:
        due: 10 days
        forgets: everything
        actions:
          record:
            by: doctor
            ask: [done_on]
            requires:
              not_ahead: {{check: done_on <= today, says: The day cannot lie ahead}}
              born: {{check: known(born_on), says: The date of birth is missing, waits_on: clerk}}
            to: done
        timers:
          remind: {{after: {number + 2} weeks, tells: clerk, says: Nobody has done it yet}}
      done:
        waits_on: nobody
        clears: {{from: done_on, for: {number + 3} months, warn: 30 days, then: to_do}}
        actions:
          repeat: {{by: doctor, note: required, to: to_do}}
      failed:
        actions:
          look_again: {{by: doctor, to: to_do}}
    anywhere:
      fail: {{by: boss, in: [to_do, done], ask: [refused_on], to: failed}}
"""


def _phases() -> Iterator[str]:
    yield "phases:\n"
    for phase in range(PHASES):
        yield f"  phase_{phase}:\n"
        yield from (_state(phase * STATES + number) for number in range(STATES))


def _state(number: int) -> str:
    last = number == PHASES * STATES - 1
    asks = f"[seen_{number}, travel_date]" if last else f"[seen_{number}]"
    back = "" if number == 0 else f"\n        go_back_{number}: {{by: boss, note: required, to: step_{number - 1}}}"
    return f"""    step_{number}:
      due: {number % 20 + 5} working days
      actions:
        go_on_{number}:
          ask: {asks}
          requires:
            not_ahead: {{check: seen_{number} <= today, says: The day cannot lie ahead}}
            listed: {{check: everybody_listed, says: Somebody is not listed any more}}
{_travel() if last else ""}          to: {"gone" if last else f"step_{number + 1}"}{back}
      timers:
        late_{number}: {{after: {number % 9 + 3} weeks, tells: boss, says: Nothing has happened for long}}
"""


def _travel() -> str:
    return "            all_clear: {check: to_travel.clear_on(travel_date), says: Not everybody is clear on that day}\n"


def _end() -> Iterator[str]:
    yield "endings: {gone: completed, empty: family_left}\nwhen_empty: [{otherwise: empty}]\n"
    yield "anywhere:\n  amend: {people: chosen, may_ask_each: [family_name, born_on], note: required, to: stay}\n"
