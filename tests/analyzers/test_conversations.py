"""Conversations: one-way messages, starters, and who waits for an answer."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from analyzers.conversations import one_way, starters, to_answer
from analyzers.evidence import Question
from tests.analyzers.kiln import AS_OF, member, post

TALK = st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 3)), max_size=40)


def made(talk):
    return [
        post(n, "general", n, "give", "chat", "hi", answers=answers, replies=replies + members, members=members)
        for n, (answers, replies, members) in enumerate(talk)
    ]


def question(name, hours):
    return Question(
        id=f"q{name}", member=f"discord:{name}", account=f"discord:{name}", community="discord:g",
        channel="discord:general", time=AS_OF - timedelta(hours=hours), text="?",
    )  # fmt: skip


@given(TALK)
def test_the_one_way_share_is_what_counting_by_hand_gives(talk):
    result = one_way(made(talk), 10)
    expected = sum(not answers and replies + members == 0 for answers, replies, members in talk)
    assert (result.count, result.total) == (expected, len(talk))
    assert result.share == (expected / len(talk) if talk else None)
    assert result.enough == (len(talk) >= 10)


@given(TALK)
def test_starters_begin_with_what_moved_most_people(talk):
    found = starters(made(talk), limit=5)
    ranks = sorted(((p.members, p.replies) for p in made(talk) if p.members), reverse=True)
    assert [(p.members, p.replies) for p in found] == ranks[:5]


def test_askers_come_by_state_then_by_waiting_time():
    people = [
        member("weak", "Weakening", 0.2, 1),
        member("strong", "Strong", 0.8, 1),
        member("lost", "Failed", 0.01, 99),
    ]
    people.append(member("fresh", "Growing", 0.2, 1))
    names = [("lost", 700), ("new", 9), ("strong", 3), ("older", 90), ("weak", 1), ("fresh", 5)]
    waiting = to_answer([question(*each) for each in names], people, AS_OF, {"discord:new": "Nell"})
    assert [each.question.id for each in waiting.questions] == ["qweak", "qstrong", "qfresh", "qolder", "qnew", "qlost"]
    assert [each.name for each in waiting.questions][3:5] == ["discord:older", "Nell"]


def test_old_questions_are_counted_and_future_ones_unknown():
    waiting = to_answer([question("a", 30 * 24), question("b", 30 * 24 + 1), question("c", 0)], [], AS_OF, {})
    assert ([each.question.id for each in waiting.questions], waiting.older) == (["qa"], 1)
