"""The look's own promises: direction, contrast, a strict content policy, vendored files, and pages that render."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

WEB = Path(__file__).parents[2] / "web"
STYLES = (WEB / "static" / "app.css").read_text(encoding="utf-8")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
VENDOR = WEB / "static" / "vendor"

TEXT, EDGE = 4.5, 3.0
PAIRS = [
    *[
        (front, back, TEXT)
        for front in ("ink", "ink-2", "ink-3", "accent", "accent-strong", "warn", "stop")
        for back in ("paper", "surface")
    ],
    *[(front, "sunken", TEXT) for front in ("ink", "ink-2")],
    *[(front, "accent-tint", TEXT) for front in ("ink", "ink-2", "accent")],
    *[(front, "band", TEXT) for front in ("ink", "ink-2", "accent-strong", "warn", "stop")],
    ("warn", "warn-tint", TEXT),
    ("stop", "stop-tint", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("chrome-2", "chrome", TEXT),
    ("chrome-name", "chrome", TEXT),
    ("chrome-focus", "chrome", EDGE),
    ("chrome-mark", "chrome", EDGE),
    *[("edge", back, EDGE) for back in ("paper", "surface")],
    *[("focus", back, EDGE) for back in ("paper", "surface", "sunken")],
    *[("bar", back, EDGE) for back in ("surface", "band")],
    ("accent", "surface", EDGE),
]


def without_comments(styles):
    return re.sub(r"/\*.*?\*/", "", styles, flags=re.S)


def tokens(block):
    return dict(re.findall(r"--([a-z0-9-]+):(#[0-9A-Fa-f]{6})\b", block))


def scheme(name):
    light, dark = without_comments(STYLES).split("@media (prefers-color-scheme:dark){", 1)
    found = tokens(light)
    return found if name == "light" else found | tokens(dark.split("}", 1)[0])


def luminance(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """WCAG 2.2, relative luminance of two sRGB colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_defines_it():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_every_pair_of_colours_can_be_told_apart(name, front, back, least):
    colours = scheme(name)
    assert contrast(colours[front], colours[back]) >= least


def test_the_dark_scheme_answers_every_colour_of_the_light_one():
    _, dark = STYLES.split("@media (prefers-color-scheme:dark){", 1)
    assert tokens(dark.split("}", 1)[0]).keys() == scheme("light").keys()


def test_no_rule_knows_left_or_right():
    assert re.findall(r"[^;{]*\b(?:left|right)\b[^;}]*", without_comments(STYLES)) == []


def test_four_sided_shorthands_are_the_same_on_both_sides():
    sides = r"(?:margin|padding|inset|border-width):([^\s;}]+) ([^\s;}]+) ([^\s;}]+) ([^\s;}]+)"
    found = re.findall(sides, without_comments(STYLES))
    assert [four for four in found if four[1] != four[3]] == []


def test_the_style_sheet_stays_small():
    assert len(gzip.compress(STYLES.encode())) <= 9 * 1024


def test_nothing_is_loaded_from_elsewhere():
    outside = re.compile(r"@import|url\((?!\"data:)|https?://(?!www\.w3\.org/2000/svg)")
    assert [found.group(0) for found in outside.finditer(STYLES)] == []
    for page in TEMPLATES:
        assert "//" not in re.sub(r"{#.*?#}", "", page.read_text(encoding="utf-8"), flags=re.S), page.name


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda page: page.relative_to(WEB / "templates").as_posix())
def test_no_template_needs_an_inline_style_or_script(page):
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\ssrc=)", text) == []


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda page: page.relative_to(WEB / "templates").as_posix())
def test_every_template_says_at_its_top_what_it_needs(page):
    assert re.match(r"{#-? ", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda page: page.relative_to(WEB / "templates").as_posix())
def test_every_form_that_changes_something_carries_its_token(page):
    text = page.read_text(encoding="utf-8")
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, flags=re.S):
        assert "csrf" in form


def listed():
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


@pytest.mark.parametrize("name", sorted(listed()))
def test_a_vendored_file_is_the_published_one(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == listed()[name]


def test_every_vendored_file_is_listed():
    assert {one.name for one in VENDOR.iterdir()} == {*listed(), "SHA256SUMS"}


# what is drawn


@pytest.fixture(scope="module")
def pages():
    drawing = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True, extensions=["jinja2.ext.i18n"])
    drawing.install_gettext_callables(str, lambda one, many, num: one if num == 1 else many, newstyle=True)
    drawing.globals["csrf_token"] = lambda: "a-token"
    return drawing


@pytest.fixture(scope="module")
def macro(pages):
    return lambda part, name: getattr(pages.get_template(f"parts/{part}.html").module, name)


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda page: page.relative_to(WEB / "templates").as_posix())
def test_every_template_compiles(pages, page):
    assert pages.get_template(page.relative_to(WEB / "templates").as_posix()).name


KINDS = (
    "done todo new returned waiting awaited due due_soon runs_out late lapsed error warning missing unknown "
    "blocked hold other_role restricted not_before none"
).split()


@pytest.mark.parametrize("kind", KINDS)
def test_a_status_has_a_hidden_icon_and_a_word(macro, kind):
    drawn = macro("words", "status")(kind)
    assert 'aria-hidden="true"' in drawn
    assert re.search(r"<span>[A-Z][a-z ]+</span></span>$", drawn)


def test_every_icon_has_its_own_silhouette(pages):
    shapes = pages.get_template("parts/icons.html").module.SHAPES
    assert len(set(shapes.values())) == len(shapes)


FIELD = {"name": "examined_on", "label": "Examined on", "hint": "As on the form", "value": ""}


@pytest.mark.parametrize(
    "kind", "text textarea number integer date partial_date moment span country language list document".split()
)
def test_a_field_is_labelled_and_its_error_belongs_to_it(macro, kind):
    drawn = macro("forms", "field")({**FIELD, "kind": kind, "error": "Examined on must be today or earlier"})
    assert '<label for="f-examined_on">Examined on</label>' in drawn
    control = re.search(r"<(input|textarea|select)[^>]*id=\"f-examined_on\"[^>]*>", drawn).group(0)
    assert 'aria-describedby="f-examined_on-hint f-examined_on-error" aria-invalid="true"' in control
    assert 'id="f-examined_on-hint"' in drawn
    assert 'id="f-examined_on-error"' in drawn


@pytest.mark.parametrize("kind", ["choice", "choices", "boolean", "person", "money"])
def test_a_group_of_choices_has_a_legend_and_the_summary_reaches_its_first_part(macro, kind):
    options = [{"value": "a", "label": "First"}, {"value": "b", "label": "Second"}]
    drawn = macro("forms", "field")({**FIELD, "kind": kind, "error": "Choose one", "options": options})
    assert '<fieldset class="field wrong" aria-describedby="f-examined_on-hint f-examined_on-error">' in drawn
    assert "<legend>Examined on</legend>" in drawn
    assert drawn.count('id="f-examined_on"') == 1


@pytest.mark.parametrize(("count", "element"), [(6, 'type="radio"'), (7, "<select")])
def test_up_to_six_choices_are_all_shown(macro, count, element):
    options = [{"value": str(n), "label": str(n)} for n in range(count)]
    drawn = macro("forms", "field")({**FIELD, "kind": "choice", "options": options, "value": "3"})
    assert element in drawn
    assert re.search(r'value="3" (checked|selected)', drawn)


@pytest.mark.parametrize(("typed", "kind"), [("", "date"), ("2026-11-24", "date"), ("24 Nov", "text")])
def test_what_was_typed_for_a_date_is_never_lost(macro, typed, kind):
    drawn = macro("forms", "field")({**FIELD, "kind": "date", "value": typed})
    assert f'type="{kind}" value="{typed}"' in drawn


def test_what_people_typed_is_escaped(macro):
    drawn = macro("forms", "field")({**FIELD, "kind": "textarea", "value": "</textarea><script>"})
    assert "<script>" not in drawn
    row = {"question": "Note", "name": "note", "yours": "<b>", "theirs": "", "by": "", "chosen": "yours"}
    assert "&lt;b&gt;" in macro("confirm", "conflict_table")([row])
    assert "&lt;i&gt;" in macro("words", "name")({"text": "<i>", "lang": "ar"})


def test_a_conflict_offers_both_answers_and_has_chosen_one(macro):
    row = {"question": "Result", "name": "result", "yours": "A", "theirs": "B", "by": "F. Odeh", "chosen": "theirs"}
    drawn = macro("confirm", "conflict_table")([row])
    assert re.findall(r'value="(\w+)"( checked)?', drawn) == [("yours", ""), ("theirs", " checked")]


REASON = {"kind": "missing", "says": "Everybody has signed", "now": "Lina has not", "links": []}
MET = {"met": ["Fingerprints taken"], "as_of": "As of today", "text_url": "", "rule_url": ""}
WHY = {"mine": [REASON], "others": [], **MET}


def test_why_not_groups_by_who_must_act_and_leaves_out_who_need_not(macro):
    drawn = macro("tasks", "why_not_box")(WHY)
    assert re.findall(r'class="sum">([^<]+)<', drawn) == ["You can fix"]
    assert "<summary>Already met (1)</summary>" in drawn and "Others must act" not in drawn


def test_a_blocked_step_is_no_link_and_says_why_not(macro):
    task = {"id": "book", "words": "Book travel", "href": None, "kind": "blocked", "status": "", "detail": ""}
    drawn = macro("tasks", "task_row")({**task, "why_not": WHY})
    assert "<h3>Book travel</h3>" in drawn
    assert '<details class="why fold" id="why-book">' in drawn


def test_a_hidden_hold_shows_only_what_others_may_see(macro):
    hold = {"hidden": True, "shown_as": "A restricted check is open", "ask": "", "name": "Fraud", "placed": "X"}
    drawn = macro("rows", "hold_row")(hold)
    assert "A restricted check is open" in drawn
    assert "Fraud" not in drawn


def test_an_excerpt_marks_the_word_under_its_line(macro):
    drawn = macro("findings", "finding")(
        {
            "kind": "error",
            "words": "“medcial” is no track",
            "place": "programme.yaml:84:9",
            "excerpt": [{"number": 9, "text": "a:"}, {"number": 84, "text": "  - medcial"}],
            "mark": {"before": "    ", "under": "^^^^^^^"},
        }
    )
    text = re.sub(r"<[^>]+>", "", re.search(r"<pre[^>]*>(.*?)</pre>", drawn, flags=re.S).group(1)).splitlines()
    assert text[1].index("medcial") == text[2].index("^")
