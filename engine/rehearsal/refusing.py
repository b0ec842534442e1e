"""A refusal beside the one that a story expects: exact codes, exact reasons, and the words shown to that person."""

from collections.abc import Iterable, Iterator

from engine.rehearsal.story import Expected
from engine.rehearsal.wrong import Wrong
from engine.why_not import Unmet


def differences(expected: Expected, unmet: tuple[Unmet, ...]) -> Iterator[Wrong]:
    """Everything in which the two differ."""
    codes = frozenset(one.code for one in unmet)
    if not expected.is_refusal:
        if unmet:
            yield Wrong("It was refused", "done", refusal(unmet))
        return
    wanted = expected.refused if expected.refused is not None else expected.among or frozenset()
    if not unmet:
        yield Wrong("It was not refused", f"refused: {_list(wanted)}", "done")
        return
    if (expected.refused is not None and codes != wanted) or not wanted <= codes:
        yield Wrong("It was refused for other reasons", f"refused: {_list(wanted)}", f"refused: {refusal(unmet)}")
    reasons = frozenset(reason.name for one in unmet for reason in one.reasons)
    if expected.because is not None and reasons != expected.because:
        yield Wrong("The reasons are others", f"because: {_list(expected.because)}", f"because: {_list(reasons)}")
    if expected.says is not None and not any(expected.says in one.says for one in unmet):
        yield Wrong("The words are others", f"says: {expected.says}", f"says: {'; '.join(one.says for one in unmet)}")


def refusal(unmet: Iterable[Unmet]) -> str:
    """A refusal as its codes, for whom, and its words."""
    return "; ".join(f"{one.code}{f' ({one.person})' if one.person else ''}: {one.says}" for one in unmet)


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(sorted(names))}]"
