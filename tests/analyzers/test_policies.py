"""Rules as moderators write them: what is read from them, and what is not read into them."""

import pytest

from analyzers.policies import Rule, propose


def read(text, name="Self-promotion"):
    return propose([Rule(name=name, text=text)])


@pytest.mark.parametrize(
    ("text", "tolerated", "preset"),
    [
        ("No self-promotion of any kind.", 0.0, "strict"),
        ("Advertising is not allowed and will be removed.", 0.0, "strict"),
        ("Self promotion must follow the 9:1 rule.", 0.1, "one in ten"),
        ("No more than 10% of your posts may be your own content.", 0.1, "one in ten"),
        ("Only one in ten of your posts may promote something.", 0.1, "one in ten"),
        ("Promotional posts: 1/10 rule applies.", 0.1, "one in ten"),
        ("Self-promotion is limited to 20 percent.", 0.2, ""),
        ("Feel free to promote your game here!", 0.25, "indie-friendly"),
        ("Self-promotion is fine as long as you take part.", 0.25, "indie-friendly"),
        ("Self-promotion only on Saturdays.", 0.0, "showcase day"),
        ("No advertising, except on Promo Friday.", 0.0, "showcase day"),
        ("Be kind.", None, ""),
        ("", None, ""),
    ],
)
def test_the_share_and_its_preset(text, tolerated, preset):
    found = read(text)
    assert (found.tolerated, found.preset) == (tolerated, preset)


@pytest.mark.parametrize(
    ("text", "threads"),
    [
        ("Promote in the weekly self-promo thread only.", ("weekly self-promo thread",)),
        ("Use the Weekly Showcase Thread.", ("weekly showcase thread",)),
        ("Do not promote in other people's threads.", ()),
    ],
)
def test_threads_where_it_is_welcome(text, threads):
    assert read(text).threads == threads


def test_flairs_days_and_disclosure():
    found = read(
        'Mark it with the "Show & Tell" flair. Disclose your affiliation. Share Saturday is for your own work.'
    )
    assert (found.flairs, found.disclosure, found.weekdays) == (("Show & Tell",), True, (5,))


def test_every_setting_names_the_sentence_it_was_read_from():
    found = read("Be kind. No self-promotion. Disclose who you work for.")
    assert dict(found.evidence)["preset"] == "No self-promotion."
    assert dict(found.evidence)["disclosure"] == "Disclose who you work for."


def test_rules_about_other_things_say_nothing():
    rules = [
        Rule(name="Titles", text="Keep 10% of the words."),
        Rule(name="Meetups", text="Only on Fridays. Use the [Event] flair."),
    ]
    found = propose(rules)
    assert (found.tolerated, found.weekdays, found.flairs, found.evidence) == (None, (), (), ())


def test_the_strictest_number_counts():
    assert read("Self-promotion: 20% at most, better 5%.").tolerated == 0.05
