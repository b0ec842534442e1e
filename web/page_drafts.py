"""Drafts of the forms of pages that are neither a step nor a new case: each is kept under the address of its page."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import flash, request

import engine
from web import drafts, forms
from web.at_hand import CHECK, PART
from web.door import current_caller, door


def here() -> str:
    """The address of the page at hand, without what only says of which draft it is."""
    asked = [one for one in request.args.items(multi=True) if one[0] not in (drafts.NAME, PART)]
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def only_kept() -> bool:
    """Whether the form is sent only to be kept or to be discarded."""
    return request.form.get("then") in (drafts.KEEP, drafts.DISCARD)


def asked(again: Callable[[], Any], about: Callable[[], Mapping[str, str]] = dict) -> Any:
    """The answer to a form that is sent only to be kept or discarded; None: it is to be taken.

    `about`: of which page, case or step it is, where that is not said by the address alone; `again`: the form once
    more, for a draft that could not be kept.
    """
    if not only_kept():
        return None
    form = drafts.sent(**{"page": here(), **about()})
    if request.form["then"] == drafts.DISCARD:
        return drafts.discarded(form.page or here())
    return drafts.answer(form, lambda why: _told(why, again))


def _told(why: str, again: Callable[[], Any]) -> Any:
    flash(why, "stop")
    return again(), drafts.WRONG


def taken() -> None:
    """The form was taken: its draft is done with."""
    door().unfinished.discard(current_caller(), forms.sent_key() or "")


def at_check(about: Mapping[str, str]) -> None:
    """Keeps what was sent to be checked, for the way back from there, as far as there is room for one more."""
    form = drafts.sent(**{"page": here(), **about})
    drafts.keep(replace(form, fields=((PART, CHECK), *(one for one in form.fields if one[0] != PART))))


def taken_up() -> engine.Form | None:
    """The draft of the page at hand that the address names, from now on the form at hand. Raises NotFound."""
    found = drafts.named()
    if found is not None and found.page != here():
        raise engine.NotFound("There is no such draft of this page")
    return found


def left_at_check() -> engine.Form | None:
    """What was typed here, and sent to be checked last: on the way back from the check, it is there again."""
    if drafts.NAME in request.args:
        return None
    return drafts.left_at_check(lambda one: one.page == here())
