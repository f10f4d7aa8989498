"""What people may write into names, texts and ids: the worst of it, and anything at all."""

import unicodedata
from datetime import timedelta

from hypothesis import strategies as st

from analyzers.balance import Counts, weigh
from analyzers.drafts import DraftCheck
from analyzers.evidence import Contact, Evidence, Policy, Post, Question, SourceCounts, day_number, whole_days
from analyzers.verdict import judge
from storage.models import Brand, Label, Member, Reason, Relationship, Span, Tally
from tests.analyzers.kiln import AS_OF

#: Each of these does something somewhere if it gets through.
ATTACKS = (
    "\x1b[2J\x1b[31mred",
    "\x1b]0;title\x07x",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x9b31mred",
    "\u202eevil\u202c \u2066x\u2069",
    "a\u200bb\ufeffc\u00ad",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319a\u0310l",
    "[bold red]markup[/] [link=https://evil.example]x[/link]",
    "[x](javascript:alert(1)) **b** `c` | d | <script>alert(1)</script>",
    "@everyone @here <@123> <@&9> <#5> https://evil.example www.evil.example",
    "# heading\n- item\n\n> quote\n```\ncode",
    '=HYPERLINK("https://evil.example")',
    "+1\t2\r\n@SUM(A1)",
    "-2+3|cmd' /C calc'!A0",
    "\ud800 lone \udfff",
    "\U000e0041\U000e0042 tags \uf8ff\U000f0000",
    "\u3164\u2800\u115f",
    "\u2028line\u2029paragraph\x85next\x0bvt\x0c",
    "👩‍👩‍👧‍👦 日本語 مرحبا ไทย",
    "x" * 5000,
    "",
)

TEXT = st.one_of(st.sampled_from(ATTACKS), st.text(st.characters(), max_size=40))


def unseen(text: str, allowed: str = "\n") -> set[str]:
    """The control, format, private and surrogate characters in ``text``."""
    bad = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return {sign for sign in text if unicodedata.category(sign) in bad and sign not in allowed}


def post(number: int, words: str, label: str) -> Post:
    return Post(
        id=f"m{number}{words}", community=words, channel=words, account=words, time=AS_OF - timedelta(days=number),
        text=words, label=label, kind=words, p_take=0.5, replies=1, members=1, reasons=(words,), url=words,
    )  # fmt: skip


def evidence(words: list[str]) -> Evidence:
    """Evidence with hostile words wherever words can stand."""
    posts = [post(number, each, ("give", "take", "unsure")[number % 3]) for number, each in enumerate(words * 12)]
    return Evidence(
        brand=Brand(name=words[0], accounts=tuple(words)),
        as_of=AS_OF,
        period=whole_days(min(each.time for each in posts), AS_OF.replace(hour=9)),
        source=SourceCounts(messages=1, authors=1, replies=0),
        tallies=[
            Tally(
                brand="b", community=p.community, channel=p.channel, account=p.account, day=day_number(p.time),
                label=p.label, kind=p.kind,
            )
            for p in posts
        ],
        posts=posts,
        questions=[
            Question(
                id=each, member=each, account=each, community=each, channel=each, time=AS_OF.replace(day=9), text=each,
            )
            for each in words
        ],
        names={each: each for each in words},
        policy=Policy(minimum=2),
    )  # fmt: skip


def relationships(words: list[str], p: float = 0.4) -> list[Relationship]:
    states = ("Weakening", "Strong", None, "Failed")
    return [
        Relationship(
            member=Member(id=f"{number}{each}", name=each, accounts=(each,)), state=states[number % 4], p_30d=p,
            expected_30d=p, norm=p, last_contact=AS_OF, usual_gap=p, trip_wire=AS_OF, gone="us", because=(each,),
        )
        for number, each in enumerate(words)
    ]  # fmt: skip


def contacts(words: list[str]) -> list[Contact]:
    return [
        Contact(
            message=each, account=each, community=each, channel=each, time=AS_OF, text=each, inbound=True,
            means="reply", kind=each, url=each,
        )
        for each in words
    ]  # fmt: skip


def check(words: str, spans: tuple[Span, ...]) -> DraftCheck:
    label = Label(label="take", p_take=0.9, kind=words, spans=spans, reasons=(Reason(text=words, push=1.0),))
    balance = weigh(Counts(9, 9), 2, 0.1)
    period = whole_days(AS_OF, AS_OF)
    return DraftCheck(
        text=words, label=label, community=words, period=period, before=balance, after=balance,
        verdict_before=judge(balance), verdict_after=judge(balance),
    )  # fmt: skip
