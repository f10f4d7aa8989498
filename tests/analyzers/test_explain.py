"""Every line of a report can be traced to its rule, its window and its messages."""

from collections import Counter

import pytest

from analyzers.balance import AXES
from analyzers.evidence import Contact
from analyzers.explain import explain
from analyzers.keys import titles
from analyzers.reports import build_report
from storage.errors import UsageError
from tests.analyzers import kiln


@pytest.fixture(scope="module")
def report():
    return build_report(kiln.evidence(), kiln.relationships())


def test_every_key_explains_itself(report):
    for key, title in titles(report).items():
        explanation = explain(report, key)
        assert (explanation.key, explanation.title) == (key, title)
        assert explanation.rule
        assert explanation.facts


def test_the_messages_behind_a_balance_add_up_to_it(report):
    for row in (report.balance, *(row for axis in AXES for row in report.by[axis])):
        labels = Counter(each.label for each in explain(report, row.key).messages)
        assert (labels["give"], labels["take"], labels["unsure"]) == (row.gives, row.takes, row.unsure)


@pytest.mark.parametrize(
    ("key", "count"),
    [
        ("verdict", lambda r: r.balance.takes),
        ("verdict.reddit:r", lambda r: r.by["community"][1].takes),
        ("hollow", lambda r: len(r.hollow.gives)),
        ("one_way", lambda r: r.one_way.count),
        ("starters", lambda r: len(r.starters)),
        ("to_answer", lambda r: len(r.to_answer.questions)),
        ("steps", lambda r: 3),
        ("trend", lambda r: sum(b.gives + b.takes + b.unsure for b in (r.trend.recent, r.trend.before))),
        ("cohorts", lambda r: 0),
    ],
)
def test_as_many_messages_as_the_line_says(report, key, count):
    assert len(explain(report, key).messages) == count(report)


def test_a_trend_over_messages_out_of_reach_says_so():
    chosen = build_report(
        kiln.evidence(chosen=True, period=kiln.whole_days(kiln.AS_OF - kiln.timedelta(30), kiln.AS_OF)), []
    )
    explanation = explain(chosen, "trend")
    assert {each.note for each in explanation.messages} == {"recent"}
    assert any("lie before the report's period" in fact for fact in explanation.facts)


def test_a_relationship_is_explained_by_what_was_said(report):
    contacts = [
        Contact(
            message=f"discord:c{day}", account="discord:maya", community="discord:g", channel="discord:general",
            time=kiln.AS_OF.replace(day=day), text="hello", inbound=day > 5, means="reply", label="give", kind="chat",
        )
        for day in (9, 3, 6)
    ]  # fmt: skip
    explanation = explain(report, "member.discord:maya", contacts)
    assert [each.message for each in explanation.messages] == ["discord:c3", "discord:c6", "discord:c9"]
    assert explanation.messages[0].note == "to the member by reply"
    assert explanation.messages[2].channel == "#general"
    assert any("norm is 58 %" in fact for fact in explanation.facts)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("member.maya", "member.discord:maya"),
        ("member.failed fred", "member.discord:failed fred"),
        ("balance.channel.#General", "balance.channel.discord:general"),
        ("verdict.the mud room", "verdict.discord:g"),
        ("hollow", "hollow"),
    ],
)
def test_a_name_may_stand_for_an_id(report, written, meant):
    assert explain(report, written).key == meant


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("hollw", "Perhaps you meant 'hollow'."),
        ("member.discord:mya", "'member.discord:maya'"),
        ("", "for example, balance"),
        ("balance.planet.mars", "balance."),
        ("\x1b[31m", "for example"),
    ],
)
def test_an_unknown_line_is_answered_with_a_suggestion(report, written, remedy):
    with pytest.raises(UsageError) as caught:
        explain(report, written)
    assert remedy in caught.value.remedy
    assert "\x1b" not in str(caught.value)


def test_a_name_that_two_members_share_is_not_guessed():
    twins = [kiln.member("Ada", "Strong", 0.8, 1, accounts=(account,)) for account in ("discord:1a", "discord:2a")]
    with pytest.raises(UsageError, match=r"member\.discord:1a. or .member\.discord:2a"):
        explain(build_report(kiln.evidence(), twins), "member.Ada")
