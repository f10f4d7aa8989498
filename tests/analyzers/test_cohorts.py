"""Cohorts and the order of relationships and first steps."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzers.cohorts import LADDER, by_urgency, cohorts
from analyzers.conversations import to_answer
from analyzers.steps import first_steps
from storage.models import STATES
from tests.analyzers.kiln import AS_OF, member, questions, relationships

STATE = st.sampled_from([*STATES, None])


@given(st.lists(st.tuples(STATE, STATE), max_size=30))
def test_flows_add_up(moves):
    people = [member(str(n), now, 0.3, 1, before=before) for n, (now, before) in enumerate(moves)]
    result = cohorts(people)
    assert sum(flow.now for flow in result.flows) + result.undecided == len(people)
    for flow in result.flows:
        came = [before for now, before in moves if now == flow.state]
        place = LADDER.index(flow.state)
        assert flow.now == flow.up + flow.held + flow.down + flow.new == len(came)
        assert flow.before == sum(before == flow.state for _, before in moves)
        assert flow.up == sum(before in LADDER[:place] for before in came)
        assert flow.new == came.count(None)


def names(people):
    return [each.member.name for each in people]


def test_weakening_with_the_soonest_trip_wire_comes_first_and_failed_last():
    assert names(by_urgency(relationships())) == [
        "Maya", "Bram", "Otto", "Ada", "Yuki", "Silent Sam", "Lu", "Failed Fred",
    ]  # fmt: skip


def test_the_order_does_not_depend_on_the_order_given():
    assert by_urgency(relationships()) == by_urgency(relationships()[::-1])


def steps(people, asked):
    return [(step.name, step.asked is not None) for step in first_steps(people, asked, AS_OF)]


def test_first_steps_are_those_who_wait_and_those_about_to_turn():
    asked = to_answer(questions(), relationships(), AS_OF, {"discord:newbie": "newbie"}).questions
    assert steps(relationships(), asked) == [
        ("Maya", True), ("Bram", False), ("Otto", True), ("newbie", True), ("Ada", False),
    ]  # fmt: skip
    thanked = first_steps(relationships(), asked, AS_OF)[-1]
    assert (thanked.name, thanked.closer) == ("Ada", True)


def test_a_failed_relationship_and_a_far_trip_wire_are_no_first_steps():
    people = [
        member("lu", "Failed", 0.01, 50),
        member("far", "Strong", 0.9, 1, wire=15),
        member("ok", "Strong", 0.9, 1),
    ]
    asked = to_answer([q for q in questions() if q.member == "discord:lu"], people, AS_OF, {}).questions
    assert steps(people, asked) == []


def test_who_hardly_ever_wrote_is_no_first_step_but_gets_an_answer():
    people = [
        member("rare", "Weakening", 0.1, 20, wire=2, received=2),
        member("old", "Weakening", 0.1, 9, wire=3, received=3),
    ]
    assert steps(people, []) == [("old", False)]
    asked = to_answer([replace(questions()[0], member="discord:rare")], people, AS_OF, {}).questions
    assert steps(people, asked) == [("rare", True), ("old", False)]


def test_of_several_questions_of_one_person_the_longest_waiting_counts():
    double = [*questions(), *questions()]
    asked = to_answer(double, relationships(), AS_OF, {}).questions
    assert [step.name for step in first_steps(relationships(), asked, AS_OF)] == [
        step.name
        for step in first_steps(relationships(), to_answer(questions(), relationships(), AS_OF, {}).questions, AS_OF)
    ]
