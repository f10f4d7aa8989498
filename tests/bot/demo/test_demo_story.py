"""The story's facts, recomputed from the raw files without any of the product's judgement."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.demo import BRAND, labels
from bot.demo.story import (
    AFTER,
    AROHA,
    AS_OF,
    BEFORE,
    CAMEOS,
    DURING,
    HALF_YEAR,
    HOLLOW,
    IMRE,
    LAUNCH,
    LOTTE,
    MATEO,
    NGOZI,
    PEOPLE,
    PILAR,
    SAYS_SO,
    STARTERS,
    UNANSWERED,
    WANJIRU,
    YUKI,
    Balance,
)
from storage.models import Period


def by_month(raws, person):
    found = Counter(raw.time.month for raw in raws if raw.author in person.accounts and not raw.system)
    return tuple(found[month] for month in range(1, 7))


def balance(by_id, period):
    inside = [one for one in labels().values() if by_id[one.id].time in period]
    tally = Counter(one.label for one in inside)
    return Balance(tally["give"], tally["take"], sum(one.id in HOLLOW for one in inside))


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_months_of_contact_and_of_posting(person, raws, contacts):
    assert by_month(contacts, person) == person.contacts
    assert by_month(raws, person) == person.posts


def test_the_fading_member_fades_from_us_and_not_from_here():
    assert list(NGOZI.contacts) == sorted(NGOZI.contacts, reverse=True)
    assert NGOZI.contacts[-2:] == (0, 0)
    assert min(NGOZI.posts) >= 4


@pytest.mark.parametrize("person", [NGOZI, PILAR, LOTTE], ids=lambda person: person.name)
def test_who_went_quiet_does_not_even_react_to_the_brand_any_more(person, contacts, raws):
    last = max(raw.time for raw in contacts if raw.author in person.accounts)
    for raw in raws:
        if raw.author in BRAND.accounts and raw.time > last:
            users = {"discord:" + user["id"] for one in raw.record.get("reactions", []) for user in one["users"]}
            assert not users & set(person.accounts)


def test_the_fading_members_last_question_met_silence_for_weeks(contacts, raws):
    last = max((raw for raw in contacts if raw.author in NGOZI.accounts), key=lambda raw: raw.time)
    answers = [raw.time for raw in raws if raw.author in BRAND.accounts and set(NGOZI.accounts) & set(raw.mentions)]
    assert min(time for time in answers if time > last.time) - last.time > timedelta(days=19)


def test_the_growing_member_grows():
    assert list(IMRE.contacts) == sorted(IMRE.contacts)
    assert IMRE.contacts[-1] >= 2 * IMRE.contacts[-3] > 0


def test_the_strong_member_is_there_every_month():
    assert min(WANJIRU.contacts) >= 3


@pytest.mark.parametrize("person", [PILAR, MATEO], ids=lambda person: person.name)
def test_the_gone_member_is_gone_from_everywhere(person, raws):
    last = max(raw.time for raw in raws if raw.author in person.accounts)
    assert AS_OF - last > timedelta(days=45)


def test_who_is_gone_from_us_still_talks_to_others(contacts, raws):
    last = max(raw.time for raw in contacts if raw.author in AROHA.accounts)
    assert AS_OF - last > timedelta(days=90)
    assert AS_OF - max(raw.time for raw in raws if raw.author in AROHA.accounts) < timedelta(days=7)


def test_one_person_has_two_accounts_and_says_so(by_id):
    assert [by_id[one].author for one in SAYS_SO] == list(YUKI.accounts)
    assert by_id[SAYS_SO[0]].record["author"]["name"] == "mosskeeper_yuki"
    assert all("mosskeeper_yuki" in by_id[one].text for one in SAYS_SO)


def test_balance_before_during_and_after_the_launch(by_id):
    assert balance(by_id, Period(start=HALF_YEAR.start, end=LAUNCH.start)) == BEFORE
    assert balance(by_id, LAUNCH) == DURING
    assert balance(by_id, Period(start=LAUNCH.end, end=AS_OF)) == AFTER


def test_the_launch_breaks_the_tolerated_tenth():
    def share(*parts):
        return sum(part.takes for part in parts) / sum(part.takes + part.gives for part in parts)

    assert share(BEFORE) < 0.05
    assert share(DURING) > 0.5
    assert share(AFTER) < 0.1
    assert share(BEFORE, DURING, AFTER) > 0.2


def test_hollow_gives_are_short_alike_and_just_before_the_first_advert(by_id):
    adverts = [by_id[one.id].time for one in labels().values() if one.label == "take"]
    first = min(time for time in adverts if time in LAUNCH)
    for one in HOLLOW:
        assert labels()[one].label == "give"
        assert {"great", "work", "love"} <= set(by_id[one].text.lower().replace(",", " ").replace("!", " ").split())
        assert timedelta() < first - by_id[one].time < timedelta(hours=6)


def test_starters_got_people_talking_and_adverts_did_not(by_id, replies):
    for one, count in STARTERS.items():
        assert by_id[one].author in BRAND.accounts
        assert len({raw.author for raw in replies[one]}) == len(replies[one]) == count
    others = {one: len(replies[one]) for one in labels() if one not in STARTERS}
    assert max(others.values()) < min(STARTERS.values())
    adverts = [one.id for one in labels().values() if one.label == "take"]
    assert sum(not replies[one] for one in adverts) / len(adverts) > 0.6


def test_unanswered_questions_are_open(by_id, contacts, raws):
    asked = {raw.id for raw in contacts}
    for one in UNANSWERED:
        question = by_id[one]
        assert one in asked
        assert "?" in question.text
        assert AS_OF - question.time < timedelta(days=10)
        later = [raw for raw in raws if raw.author in BRAND.accounts and raw.time > question.time]
        assert not any(raw.reply_to == one or question.author in raw.mentions for raw in later)


def test_no_other_late_question_to_the_brand_is_open(contacts, replies):
    late = [raw for raw in contacts if AS_OF - raw.time < timedelta(days=28) and "?" in raw.text]
    unmet = {raw.id for raw in late if not any(one.author in BRAND.accounts for one in replies[raw.id])}
    assert unmet == set(UNANSWERED)


def test_the_staff_member_who_takes_stock_counted_right(by_id):
    confession = by_id[CAMEOS["staff takes stock"]]
    assert "last twenty posts in here, fifteen wanted something" in confession.text
    here = [one for one in labels().values() if by_id[one.id].file == confession.file]
    earlier = [one for one in here if by_id[one.id].time < confession.time]
    assert sum(one.label == "take" for one in earlier[-20:]) == 15


def test_cameos_are_what_they_are_called(by_id):
    text = {name: by_id[one].text for name, one in CAMEOS.items()}
    record = {name: by_id[one].record for name, one in CAMEOS.items()}
    assert record["deleted account"]["author"]["name"] == "Deleted User"
    assert (record["deleted comment"]["author"], text["deleted comment"]) == ("[deleted]", "[deleted]")
    assert text["removed comment"] == "[removed]"
    assert record["edited"]["timestampEdited"]
    assert record["webhook"]["author"]["isBot"]
    assert record["embed"]["embeds"]
    assert "```" in text["code block"]
    assert not any(letter.isascii() for letter in text["emoji only"])
    assert record["custom emoji"]["inlineEmojis"][0]["id"]
    assert all(sign in text["hostile text"] for sign in ("@everyone", "<script>", "=SUM(", "||", "\n# "))


def test_weeks_are_busy_and_quiet(raws):
    weeks = Counter(raw.time.isocalendar().week for raw in raws)
    full = [weeks[week] for week in range(2, 27)]
    assert min(full) <= 7
    assert max(full) >= 35
