"""The families of the demonstration: each opened so many days ago that its case stands where it should today."""

from collections.abc import Callable

from cli.demonstration.families import family
from cli.demonstration.stage import Course, Story, Telling
from cli.demonstration.us_rsc import course, turns

AMMAN, BEIRUT, CAIRO = "amman-office", "beirut-office", "cairo-office"


def up_to(last: Callable[[Telling], Course]) -> Callable[[Telling], Course]:
    """The ordinary course, this chapter included."""
    return lambda case: course.up_to(case, last)


STORIES = (
    Story(
        office=CAIRO,
        family=family("Threewells", "الآبار الثلاثة", "SD", "hala 31, jamal 36 spouse, adam 8 child"),
        opened=415,
        told=turns.child_born,
    ),
    Story(
        office=AMMAN,
        family=family("Pearlbutton", "زر اللؤلؤ", "SY", "karim 40, salma 38 spouse, nour 11 child"),
        opened=337,
        told=turns.fell_back,
    ),
    Story(
        office=BEIRUT,
        family=family("Windmill", "طاحونة الهواء", "SY", "farid 29, layla 27 spouse"),
        opened=330,
        told=up_to(course.services_completed),
    ),
    Story(
        office=CAIRO,
        family=family("Paperboat", "قارب الورق", "SD", "tariq 33"),
        opened=310,
        told=turns.denied_in_silence,
    ),
    Story(
        office=AMMAN,
        family=family("Copperkettle", "غلاية النحاس", "IQ", "mariam 44, ilyas 47 spouse, sami 16 child, nour 9 child"),
        opened=300,
        told=turns.exam_runs_out_soon,
    ),
    Story(
        office=BEIRUT,
        family=family("Lanternmaker", "صانع الفوانيس", "SY", "yusuf 35, hala 33 spouse, adam 3 child"),
        opened=294,
        told=up_to(course.admitted),
    ),
    Story(
        office=CAIRO,
        family=family("Kitestring", "نخ بادبادک", "AF", "zahra 30, omid 34 spouse, mina 7 child, reza 2 child"),
        opened=238,
        told=up_to(course.admitted),
    ),
    Story(
        office=AMMAN,
        family=family("Millstone", "حجر الطاحون", "SY", "salma 52, karim 24 child, yara 21 child"),
        opened=226,
        told=turns.review_typed_in_late,
    ),
    Story(
        office=BEIRUT,
        family=family("Riverbank", "ضفة النهر", "SY", "layla 36, tariq 39 spouse, nour 10 child, sami 2 child"),
        opened=199,
        told=turns.somebody_denied,
    ),
    Story(
        office=AMMAN,
        family=family("Olivetree", "شجرة الزيتون", "SY", "amina 34, yusuf 37 spouse, nour 12 child, sami 3 child"),
        opened=198,
        told=up_to(course.departed),
    ),
    Story(
        office=CAIRO,
        family=family("Sparrowfield", "حقل العصافير", "YE", "farid 41, mariam 38 spouse"),
        opened=196,
        told=turns.one_checked_at_the_gate,
    ),
    Story(
        office=CAIRO, family=family("Longroad", "الطريق الطويل", "SD", "jamal 26"), opened=190, told=turns.not_reached
    ),
    Story(
        office=BEIRUT,
        family=family("Cedarhill", "تلة الأرز", "SY", "ilyas 58, amina 55 spouse, tariq 23 child"),
        opened=188,
        told=up_to(course.booked),
    ),
    Story(
        office=AMMAN,
        family=family("Stonebridge", "جسر الحجر", "IQ", "hala 29, karim 31 spouse, adam 6 child"),
        opened=182,
        told=turns.no_longer_fit,
    ),
    Story(
        office=CAIRO,
        family=family("Saltmarket", "سوق الملح", "YE", "mariam 46, farid 22 child, salma 20 child"),
        opened=181,
        told=turns.restricted_hold,
    ),
    Story(
        office=AMMAN,
        family=family("Honeycomb", "قرص العسل", "SY", "sami 28, layla 26 spouse, jamal 30 sibling"),
        opened=178,
        told=turns.one_withdraws,
    ),
    Story(
        office=BEIRUT,
        family=family("Mirrorpool", "حوض آینه", "IR", "parisa 37, darius 42 spouse, shirin 15 child"),
        opened=175,
        told=turns.in_treatment,
    ),
    Story(
        office=CAIRO,
        family=family("Saffronfield", "زعفران‌زار", "AF", "reza 39, shirin 35 spouse"),
        opened=174,
        told=turns.held_by_uscis,
    ),
    Story(
        office=AMMAN,
        family=family("Almondgrove", "كرم اللوز", "SY", "tariq 32, yara 30 spouse, hala 61 parent, ilyas 8 child"),
        opened=160,
        told=turns.clearing_begun,
    ),
    Story(
        office=BEIRUT,
        family=family("Applecart", "عربة التفاح", "SY", "nour 24, adam 27 spouse"),
        opened=150,
        told=turns.withdrawn,
    ),
    Story(
        office=CAIRO,
        family=family("Bluedoor", "الباب الأزرق", "SD", "yusuf 45, amina 43 spouse, karim 17 child"),
        opened=134,
        told=turns.one_awaits_verification,
    ),
    Story(
        office=AMMAN,
        family=family("Nightjasmine", "ياسمين الليل", "IQ", "layla 33, sami 12 child, mariam 65 parent"),
        opened=113,
        told=up_to(course.interview_arranged),
    ),
    Story(
        office=BEIRUT,
        family=family("Weathervane", "دوارة الريح", "SY", "jamal 38, salma 34 spouse, yara 9 child"),
        opened=112,
        told=turns.possible_match,
    ),
    Story(
        office=CAIRO, family=family("Figorchard", "بستان التين", "YE", "amina 23"), opened=110, told=turns.nobody_came
    ),
    Story(
        office=BEIRUT,
        family=family("Snowcap", "کلاه برف", "IR", "omid 25, mina 24 spouse"),
        opened=62,
        told=turns.access_refused,
    ),
    Story(
        office=AMMAN,
        family=family("Teahouse", "چای‌خانه", "AF", "darius 48, zahra 45 spouse, parisa 16 child, omid 11 child"),
        opened=57,
        told=turns.papers_missing,
    ),
    Story(
        office=CAIRO,
        family=family("Mulberrylane", "کوچهٔ توت", "AF", "mina 28, reza 30 spouse, omid 3 child"),
        opened=44,
        told=turns.sent_back,
    ),
    Story(
        office=BEIRUT, family=family("Lighthouse", "المنارة", "SY", "adam 22"), opened=41, told=up_to(course.opening)
    ),
    Story(
        office=AMMAN,
        family=family("Pinecone", "كوز الصنوبر", "SY", "yara 40, farid 42 spouse, tariq 16 child, layla 7 child"),
        opened=36,
        told=up_to(course.prescreening),
    ),
    Story(
        office=BEIRUT,
        family=family(
            "Beehive",
            "خلية النحل",
            "SY",
            "ilyas 36, mariam 35 spouse, hala 12 child, karim 9 child, sami 7 child, nour 1 child",
        ),
        opened=26,
        told=up_to(course.invitation),
    ),
    Story(
        office=CAIRO,
        family=family("Raincloud", "غيمة المطر", "SD", "salma 31, adam 10 child"),
        opened=17,
        told=up_to(course.access),
    ),
    Story(
        office=AMMAN,
        family=family("Newgate", "الباب الجديد", "SY", "tariq 34, amina 30 spouse, yusuf 8 child, hala 2 child"),
        opened=2,
        told=up_to(course.opening),
    ),
)
