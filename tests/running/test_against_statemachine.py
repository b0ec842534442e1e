"""On flat guarded machines Caseway goes where python-statemachine goes, and refuses where that allows nothing."""

from hypothesis import given, settings
from hypothesis import strategies as some
from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed

from tests.running.stories import Story

FACTS = ("wet", "cold", "dark")
STATES = ("s0", "s1", "s2", "s3")
EVENTS = ("e0", "e1", "e2")
GUARDS = some.recursive(
    some.sampled_from(FACTS),
    lambda inner: (
        some.builds("({} {} {})".format, inner, some.sampled_from(["and", "or"]), inner)
        | some.builds("(not {})".format, inner)
    ),
    max_leaves=3,
)
ARMS = some.lists(some.tuples(GUARDS, some.sampled_from(STATES)), max_size=2)
# From a state an event leads by the first guard that holds, else to `otherwise`; without that it is not allowed.
LEADS = some.fixed_dictionaries({"arms": ARMS, "otherwise": some.none() | some.sampled_from(STATES)})
MACHINES = some.dictionaries(some.tuples(some.sampled_from(STATES), some.sampled_from(EVENTS)), LEADS, min_size=1)
VALUES = some.fixed_dictionaries({name: some.booleans() for name in FACTS})
STEPS = some.lists(some.sampled_from(EVENTS) | VALUES, min_size=1, max_size=12)


def ours(machine) -> Story:
    states = "\n".join(_state(state, machine) for state in STATES)
    facts = "\n".join(f"    {name}: {{type: boolean, default: false}}" for name in FACTS)
    text = f"""
facts:
  case:
{facts}
phases:
  only:
{states}
endings: {{over: completed}}
anywhere: {{look: {{may_ask: [{", ".join(FACTS)}], to: stay}}}}
"""
    return Story(text).open()


def _state(state, machine) -> str:
    leads = {event: machine[state, event] for event in EVENTS if (state, event) in machine}
    if not leads:
        return f"    {state}: {{}}"
    return "\n".join([f"    {state}:", "      actions:", *(_action(event, **lead) for event, lead in leads.items())])


def _action(event, arms, otherwise) -> str:
    ways = [f"{{when: '{guard}', to: {target}}}" for guard, target in arms]
    last = f"{{otherwise: {otherwise or 'stay'}}}"
    any_guard = " or ".join(guard for guard, _ in arms) or "false"
    allowed = f", requires: {{allowed: {{check: '{any_guard}', says: Not now}}}}" if otherwise is None else ""
    return f"        {event}: {{to: [{', '.join((*ways, last))}]{allowed}}}"


def theirs(machine):
    states = {name: State(name, initial=name == "s0") for name in STATES}
    events = {}
    for (state, event), lead in machine.items():
        ways = [states[state].to(states[target], cond=guard) for guard, target in lead["arms"]]
        ways += [states[state].to(states[lead["otherwise"]])] if lead["otherwise"] else []
        for way in ways:
            events[event] = events[event] | way if event in events else way
    reached = [states[one].to(states[other]) for one in STATES for other in STATES]  # it wants every state reachable
    ring = reached[0]
    for one in reached[1:]:
        ring = ring | one
    values = dict.fromkeys(FACTS, False)
    return type("Theirs", (StateMachine,), {**states, **events, **values, "never_sent": ring})()


@settings(max_examples=150, deadline=None)
@given(MACHINES, STEPS)
def test_a_flat_guarded_machine_goes_where_python_statemachine_goes(machine, steps):
    story, other = ours(machine), theirs(machine)
    for step in steps:
        if isinstance(step, dict):
            story.do("look", **step)
            for name, value in step.items():
                setattr(other, name, value)
            continue
        try:
            other.send(step)
            allowed = True
        except TransitionNotAllowed:
            allowed = False
        if allowed:
            story.do(step)
        else:
            assert story.refused(step) in (["allowed"], ["not_in_this_state"])
        assert [story.state()] == [state.id for state in other.configuration]
