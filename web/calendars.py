"""Days in the calendars that people near us live by, beside the Gregorian one. What is recorded stays Gregorian.

Solar Hijri, as Afghanistan and Iran have it, by the 33-year cycle of leap years. Islamic, by the civil arithmetic of
30-year cycles that begin on 16 July 622 (Julian): a day or two beside what is announced where the moon is watched for.
Both give what the calendars of Unicode's ICU (persian, islamic-civil) give for every day from 1870 to 2109.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

SOLAR_EPOCH, ISLAMIC_EPOCH = 226_894, 227_014
"""The day before the first of the first year, as `date.toordinal` counts."""
LATIN, ARABIC = "Latn", "Arab"
Parts = tuple[int, int, int]
"""Year, month and day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """How a day is counted, and the names of the months in each script."""

    parts: Callable[[date], Parts]
    months: Mapping[str, Sequence[str]]

    def words(self, day: date, script: str) -> str:
        """`6 Bahman 1405`."""
        year, month, number = self.parts(day)
        return f"{number} {self.months[script][month - 1]} {year}"


def solar(day: date) -> Parts:
    """The day of the Solar Hijri calendar: six months of 31 days, five of 30, and a last one of 29 or 30."""
    count = day.toordinal()
    year = (count - SOLAR_EPOCH) // 366 + 1
    while _solar_begins(year + 1) < count:
        year += 1
    of_year = count - _solar_begins(year) - 1
    month = of_year // 31 if of_year < 186 else (of_year - 6) // 30
    return year, month + 1, of_year - (31 * month if month < 6 else 30 * month + 6) + 1


def _solar_begins(year: int) -> int:
    """The day before its first."""
    return SOLAR_EPOCH + 365 * (year - 1) + (8 * year + 21) // 33


def islamic(day: date) -> Parts:
    """The day of the civil Islamic calendar: months of 30 and 29 days in turn, eleven leap years in thirty."""
    count = day.toordinal() - ISLAMIC_EPOCH
    year = (30 * (count - 1) + 10_646) // 10_631
    of_year = count - 354 * (year - 1) - (11 * year + 3) // 30 - 1
    month = min(2 * of_year // 59, 11)
    return year, month + 1, of_year - (59 * month + 1) // 2 + 1


_ISLAMIC = {
    LATIN: (
        "Muharram, Safar, Rabi I, Rabi II, Jumada I, Jumada II, Rajab, Shaban, Ramadan, Shawwal, Dhu al-Qadah, "
        "Dhu al-Hijjah"
    ).split(", "),
    ARABIC: (
        "محرم، صفر، ربيع الأول، ربيع الآخر، جمادى الأولى، جمادى الآخرة، رجب، شعبان، رمضان، شوال، ذو القعدة، ذو الحجة"
    ).split("، "),
}
_AFGHAN = {
    LATIN: "Hamal Sawr Jawza Saratan Asad Sunbula Mizan Aqrab Qaws Jadi Dalw Hut".split(),
    ARABIC: "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت".split(),
}
_IRANIAN = {
    LATIN: "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand".split(),
    ARABIC: "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split(),
}
CALENDARS: Mapping[str, Calendar] = {
    "afghan": Calendar(parts=solar, months=_AFGHAN),
    "iranian": Calendar(parts=solar, months=_IRANIAN),
    "islamic": Calendar(parts=islamic, months=_ISLAMIC),
}
DIGITS: Mapping[str, str] = {"latn": "0123456789", "arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹"}
"""Digits by the names that the Unicode locale data give them."""
