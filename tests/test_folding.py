"""Words that are one name sound alike, in Latin and in Arabic script; numbers are one however they are separated."""

import pytest

from engine.folding import apart_by, folded, name_words, number_asked, number_forms, reference_forms, sound, sounds_near


def sounds(name: str) -> list[str]:
    return [sound(word) for word in name_words(name)]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Mohammed", "Muhamad", "Mohamed", "محمد", "محمّد"),
        ("Al-Khatib", "Alkhatib", "El Khateeb", "الخطيب", "الخَطيب"),
        ("Yusuf", "Youssef", "يوسف", "یوسف"),
        ("Karim", "كريم", "کریم"),
        ("Fatima", "Fatimah", "فاطمة", "فاطمه"),
        ("Layla", "Leila", "ليلى", "لیلی"),
        ("Abdulrahman", "Abdurrahman", "Abd al-Rahman", "عبد الرحمن", "عبدالرحمن"),
        ("Chadi", "Shadi", "شادي"),
        ("Djamila", "Jamila", "جميلة"),
        ("Omar", "عمر"),
    ],
)
def test_spellings_of_one_name_sound_alike(spellings: tuple[str, ...]) -> None:
    assert len({tuple(sounds(one)) for one in spellings}) == 1, [sounds(one) for one in spellings]


def test_other_names_sound_otherwise() -> None:
    names = ("Amina", "Samir", "Karim", "Nour", "Layla", "Khaled", "Zahra", "Tesfay", "يوسف", "هالة")
    assert len({tuple(sounds(one)) for one in names}) == len(names)


def test_forms_of_one_letter_are_folded_and_marks_go() -> None:
    assert folded("کتابی") == folded("كتابي")
    assert folded("أُمينَـة") == folded("امینه")
    assert folded("Şükran Élodie") == "sukran elodie"
    assert folded("٠٤٨١٧ ۰۴۸۱۷") == "04817 04817"


def test_a_small_mistake_is_one_letter_away() -> None:
    assert sound("spechimen") in sounds_near(sound("specimen"))
    assert sounds_near("ab") == frozenset()
    assert "krm" not in sounds_near("krm") and {"km", "kmr", "krrm", "kfm"} <= sounds_near("krm")


def test_a_number_is_one_with_separators_or_without() -> None:
    kept = number_forms("999-26C00004")
    for typed in ("999-26C00004", "99926c00004", "999 26 C 00004", "999/26C/4", "٩٩٩-26C00004"):
        assert not number_asked(typed).isdisjoint(kept), typed
    assert number_asked("999-26C00005").isdisjoint(kept)
    assert number_forms("by bus") == number_forms("room 12") == frozenset()
    for typed in ("AMM-2026-004817", "amm2026004817", "AMM 2026 4817", "4817", "004817"):
        assert not number_asked(typed).isdisjoint(reference_forms("AMM-2026-004817")), typed
    assert number_asked("2026").isdisjoint(reference_forms("AMM-2026-004817"))


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [("", "", 0), ("ab", "ba", 1), ("amina", "amena", 1), ("amina", "amin", 1), ("amina", "iman", 3), ("", "abc", 3)],
)
def test_words_are_so_many_letters_apart(one: str, other: str, letters: int) -> None:
    assert apart_by(one, other) == apart_by(other, one) == letters
