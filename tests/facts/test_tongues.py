"""Days, times and money in the language of a reply, against the tables of another source: Django's own locales."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.utils import dateformat, dates, translation
from django.utils.numberformat import format as number_format

from handrail.facts.formats import phone, written
from handrail.facts.tongues import NBSP, TONGUES, day
from handrail.facts.tongues import written as in_tongue
from handrail.facts.vocabulary import Amounts, Fact
from handrail.procedures.replies.reply import FIRST, LANGUAGES

# The Spanish of the United States is not among them; Puerto Rico writes money as it does.
LOCALES = {"es": "es_PR", "fr": "fr_CA"}
DAYS = [date(2026, 1, 1) + timedelta(days=17 * n) for n in range(22)]


def formats(language):
    return import_module(f"django.conf.locale.{LOCALES[language]}.formats")


def made(type_):
    return Fact("own.x", type_, "case", "A thing", "What?")


def test_each_language_of_replies_has_its_own():
    assert {*TONGUES, FIRST} == {*LANGUAGES}


@pytest.mark.parametrize("language", TONGUES)
def test_months_and_weekdays_are_those_of_the_other_source(language):
    with translation.override(language):
        assert TONGUES[language].months == tuple(str(dates.MONTHS[n]) for n in range(1, 13))
        assert TONGUES[language].weekdays == tuple(str(dates.WEEKDAYS[n]) for n in range(7))


@pytest.mark.parametrize("language", TONGUES)
def test_a_day_is_written_as_the_other_source_writes_it(language):
    forms, comma = formats(language), "," if language == "es" else ""
    with translation.override(language):
        for each in DAYS:
            told = {
                form: written(made("date"), each, form, language).replace("1er ", "1 ")
                for form in ("date", "weekday", "")
            }
            assert told["date"] == dateformat.format(each, forms.DATE_FORMAT)
            assert told["weekday"] == dateformat.format(each, f"l{comma} {forms.MONTH_DAY_FORMAT}")
            assert told[""] == dateformat.format(each, f"l{comma} {forms.DATE_FORMAT}")


def test_a_short_day_names_its_month_so_that_nobody_takes_it_for_another():
    short = [in_tongue(language, "date", date(2026, 4, 3), "short") for language in ("es", "fr")]
    assert short == ["3 abr 2026", "3 avr. 2026"]
    assert in_tongue("fr", "date", date(2026, 5, 1), "short") == "1er mai 2026"
    for tongue in TONGUES.values():
        assert len({*tongue.short}) == 12
        assert all(full[:3] == part[:3] for full, part in zip(tongue.months, tongue.short, strict=True))


def test_the_first_of_a_month_is_an_ordinal_in_french_only():
    assert (day("fr", date(2026, 5, 1)), day("es", date(2026, 5, 1))) == ("1er mai 2026", "1 de mayo de 2026")
    assert day("en", date(2026, 5, 1)) == "May 1, 2026"


@pytest.mark.parametrize("hour", range(24))
def test_a_time_of_day_is_written_as_the_other_source_writes_it(hour):
    at = datetime(2026, 11, 23, hour, 5, tzinfo=UTC)
    french, spanish = (in_tongue(language, "instant", at, "time") for language in ("fr", "es"))
    assert french.replace(f"{NBSP}h{NBSP}", ":") == dateformat.format(
        at, import_module("django.conf.locale.fr.formats").TIME_FORMAT
    )
    with translation.override("es"):
        assert spanish.replace(NBSP, "") == dateformat.format(at, "g:i a")
    assert in_tongue("es", "instant", at).endswith(in_tongue("es", "instant", at, "time"))


@pytest.mark.parametrize("cents", [0, 5, 123_456_789, 170_000, -250_050])
@pytest.mark.parametrize("language", TONGUES)
def test_money_and_numbers_are_grouped_as_the_other_source_groups_them(language, cents):
    forms = formats(language)
    given = {"grouping": 3, "thousand_sep": forms.THOUSAND_SEPARATOR, "force_grouping": True, "use_l10n": False}
    plain = number_format(f"{cents / 100:.2f}", forms.DECIMAL_SEPARATOR, decimal_pos=2, **given)
    assert written(made("money"), cents, "bare", language) == plain
    sign, digits = ("-", plain[1:]) if cents < 0 else ("", plain)
    whole = f"{sign}${digits}" if language == "es" else f"{plain}{NBSP}$"
    assert written(made("money"), cents, "", language) == whole
    assert written(made("amounts"), Amounts((cents, cents)), "", language) == f"{whole}; {whole}"
    assert written(made("int"), cents, "", language) == number_format(cents, forms.DECIMAL_SEPARATOR, **given)


def test_yes_no_and_none():
    assert [written(made("bool"), value, "", "es") for value in (True, False)] == ["Sí", "No"]
    assert [written(made("list"), (), form, "fr") for form in ("", "lines", "count")] == ["aucun", "aucun", "0"]
    assert written(made("money"), 170_000, "whole", "fr") == f"1{NBSP}700{NBSP}$"
    assert written(made("date"), date(2026, 11, 23), "short", "es") == "23 nov 2026"


@pytest.mark.parametrize("typed", ["5805550100", "580.555.0100", "+1 (580) 555-0100", " 1-580-555-0100"])
def test_a_phone_number_is_written_one_way(typed):
    assert phone(typed) == "(580) 555-0100"


@pytest.mark.parametrize("typed", ["555-0100", "+44 20 7946 0958", "580 555 0100 ext 4", "", "٥٨٠٥٥٥٠١٠٠"])
def test_what_is_no_such_number_stays_as_it_was_said(typed):
    assert phone(typed) == typed
