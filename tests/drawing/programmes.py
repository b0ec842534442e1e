"""The programmes that these tests draw."""

import json
from functools import cache
from pathlib import Path

import engine

HOSTILE = {
    "script": '<script>alert("x")</script>',
    "entity": "&lt;b&gt; ]]> <!--",
    "dot": '"]; evil -> worse [label="\\',
    "mermaid": 'end"]; click m0_0 "javascript:x" %%{init}%% `#quot;',
    "arabic": "موافقة 2026 (الأولى)",
    "long": "Pneumonoultramicroscopicsilicovolcanoconiosis-without-a-single-place-to-break " * 3,
}


@cache
def shipped(name: str = "us-rsc") -> engine.Programme:
    """A programme of the repository."""
    return engine.check(engine.texts_under(Path("programmes")), name).programmes[name]


def titled(title: str) -> engine.Programme:
    """A small programme in which everything that takes a title has this one."""
    text = _TEXT.replace("TITLE", json.dumps(title, ensure_ascii=False))
    result = engine.check({"small/programme.yaml": text}, "small")
    assert not [one for one in result.findings if one.is_error], result.findings
    return result.programmes["small"]


_TEXT = """
programme: small
title: TITLE
usually_by: clerk
roles: {clerk: TITLE}
facts: {case: {sent_on: {type: date, label: TITLE}}, person: {family_name: text}}
tracks:
  paper:
    per: case
    title: TITLE
    states:
      asked: {title: TITLE, waits_on: clerk, actions: {answer: {title: TITLE, to: answered}}}
      answered: {title: TITLE, clears: true, waits_on: nobody, actions: {ask_anew: {title: TITLE, to: asked}}}
phases:
  first:
    title: TITLE
    begun:
      title: TITLE
      actions:
        go_on: {title: TITLE, ask: [sent_on], to: going}
        stop_here: {title: TITLE, to: stopped}
  second:
    title: TITLE
    going:
      title: TITLE
      actions:
        finish: {title: TITLE, to: done}
        go_back: {title: TITLE, to: begun}
      timers:
        too_late: {title: TITLE, after: 90 days, from: sent_on, to: stopped}
endings:
  done: {outcome: completed}
  stopped: {outcome: withdrawn_by_person}
  died: {outcome: deceased}
when_empty: [{otherwise: stopped}]
anywhere:
  record_death: {title: TITLE, never_blocked: true, note: required, to: died}
"""
