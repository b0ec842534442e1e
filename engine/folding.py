"""Words as they are looked for: folded alike in Latin and Arabic script, in the many spellings of one name.

The *sound* of a word is what its spellings share: its consonants, those that scripts and languages interchange as one,
and whether it begins with a vowel. محمد, Mohammed and Muhamad sound `mhmd`. Letters of other scripts stay as they are.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

_FORMS = {"ك": "کڪ", "ي": "یىے", "ه": "ةەہھ", "ا": "ٱ", "i": "ı", "l": "ł", "o": "ø", "d": "đ", "": "ـءʿʾ", "'": "’"}
_ALIKE = str.maketrans({form: letter for letter, forms in _FORMS.items() for form in forms})
_WORD, _PART = re.compile(r"[^\W_]+"), re.compile(r"\d+|[^\W\d_]+")
_PARTICLES = frozenset({"al", "el", "ال"})
_PREFIX = re.compile(r"^(?:[ae]l(?=[^\W\d_]{4})|ال(?=.{2}))")
_SERVANT = re.compile(r"(abd)(?:[aeou]l?)?(.{3,})|(عبد)(?:ال)?(.{2,})")
_TOGETHER = re.compile("tch|sch|[sckgdztp]h|dj|ck|qu")
_SPELLED = {"x": "tch sch sh ch", "k": "kh ck qu", "g": "gh zh dj", "d": "dh", "t": "th", "f": "ph"}
_PAIRS = {pair: heard for heard, pairs in _SPELLED.items() for pair in pairs.split()}
_WRITTEN = {"": "aeiouyw'اويع", "b": "bpبپ", "t": "tتطث", "d": "dدضذ", "z": "zزظ", "g": "gjجژغگ", "h": "hحه"}
_WRITTEN |= {"k": "kcqكقخ", "s": "sسص", "x": "شچ", "f": "fvفڤ", "r": "rر", "l": "lل", "m": "mم", "n": "nن"}
_SOUNDS = {letter: heard for heard, letters in _WRITTEN.items() for letter in letters}
_FIRST = {letter: heard for heard, letters in {"a": "aeiouاع", "y": "yي", "w": "wو"}.items() for letter in letters}
_HEARD = "abdfghklmnrstxyzw"
FEWEST_DIGITS, LONGEST_NUMBER = 4, 40


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Small letters without marks; the forms that one Arabic letter has in Arabic, Persian and Urdu are one."""
    bare = "".join(it for it in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(it))
    return "".join(_western(it) for it in bare.translate(_ALIKE))


def _western(letter: str) -> str:
    return str(unicodedata.digit(letter)) if letter.isdigit() and not letter.isascii() else letter


@lru_cache(maxsize=8192)
def name_words(text: str) -> tuple[str, ...]:
    """The words of a name, without articles: `Al-Khatib`, `Alkhatib` and `الخطيب` have one, `Abdulrahman` has two."""
    found = [_PREFIX.sub("", word, count=1) for word in _WORD.findall(folded(text)) if word not in _PARTICLES]
    return tuple(part for word in found for part in _servant(word))


def _servant(word: str) -> tuple[str, ...]:
    match = _SERVANT.fullmatch(word)
    return tuple(part for part in match.groups() if part) if match else (word,)


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """What the spellings of one folded word share."""
    plain = _TOGETHER.sub(lambda pair: _PAIRS[pair[0]], word)
    heard = _FIRST.get(plain[:1], _SOUNDS.get(plain[:1], plain[:1]))
    for before, letter in pairwise(plain):
        heard += "" if letter == before else _SOUNDS.get(letter, letter)
    return heard.rstrip("h") or heard


def sounds_near(heard: str) -> frozenset[str]:
    """The sounds that are one letter away: one more, one less, another one, two that changed places."""
    if len(heard) < 3:
        return frozenset()
    cuts = [(heard[:at], heard[at:]) for at in range(len(heard) + 1)]
    found = {before + after[1:] for before, after in cuts if after}
    found |= {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    found |= {before + letter + after[1:] for before, after in cuts if after for letter in _HEARD}
    found |= {before + letter + after for before, after in cuts for letter in _HEARD}
    return frozenset(found - {heard})


@lru_cache(maxsize=8192)
def number_forms(text: str) -> frozenset[str]:
    """A number as it may be written: without separators, with and without leading zeros. Empty for what has too few
    digits to be one."""
    bare = folded(text)
    if len(bare) > LONGEST_NUMBER or sum(it.isdigit() for it in bare) < FEWEST_DIGITS:
        return frozenset()
    return _forms(_PART.findall(bare))


@lru_cache(maxsize=8192)
def reference_forms(reference: str) -> frozenset[str]:
    """The same of a case's reference, and its last part alone."""
    parts = _PART.findall(folded(reference))
    return _forms(parts) | _forms(parts[-1:])


def number_asked(text: str) -> frozenset[str]:
    """The same of what somebody types, however few its digits."""
    parts = _PART.findall(folded(text)[:LONGEST_NUMBER])
    return _forms(parts) if any(part.isdigit() for part in parts) else frozenset()


def _forms(parts: Sequence[str]) -> frozenset[str]:
    short = (part.lstrip("0") or "0" if part.isdigit() else part for part in parts)
    return frozenset(("".join(parts), "".join(short)))


def apart_by(one: str, other: str) -> int:
    """How many letters have to be changed, added, taken away or exchanged with their neighbour."""
    before, row = list[int](), list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for to, its in enumerate(other, 1):
            best = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != its))
            swapped = at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == its
            row.append(min(best, earlier[to - 2] + 1) if swapped else best)
    return row[-1]
