"""A made-up audit: Kiln & Clay, a pottery supplier, in a Discord guild and a subreddit over half a year."""

from datetime import UTC, datetime, timedelta

from analyzers.evidence import Evidence, Policy, Post, Question, SourceCounts, day_number, whole_days
from analyzers.forecast.calls import Call
from analyzers.forecast.gives import Returned
from analyzers.forecast.scores import Interval
from analyzers.foresight import Foresight, ReturnedRow
from analyzers.reviewed import Reviews
from storage.models import Brand, Member, Period, Relationship, Tally

AS_OF = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)
BRAND = Brand(name="Kiln & Clay", accounts=("discord:1", "reddit:kilnclay"))
NAMES = {
    "discord:1": "Ines from Kiln & Clay",
    "reddit:kilnclay": "u/kilnclay",
    "discord:g": "The Mud Room",
    "reddit:r": "r/homepottery",
    "discord:general": "#general",
    "discord:firing": "#firing-help",
    "reddit:r/posts": "r/homepottery posts",
    "discord:77": "Otto",
}
PLACES = {
    "general": ("discord:g", "discord:general", "discord:1"),
    "firing": ("discord:g", "discord:firing", "discord:1"),
    "reddit": ("reddit:r", "reddit:r/posts", "reddit:kilnclay"),
}
WARM = (
    "Good morning lovely people, happy to be here with you all",
    "You are all amazing, what a great community!",
    "Love this place, have a wonderful day everyone",
    "Thank you all, you rock",
)
SIGNS = ("Crawling", "Pinholes", "A hairline crack", "Warping", "Crazing", "A grey bloom", "Bloating")
PIECES = ("on a tall bottle", "along the rim of a bowl", "under a handle", "on thrown plates", "inside a teapot")
CAUSES = (
    "is mostly dust on the bisque",
    "tells you the first hour was too fast",
    "comes from damp shelves",
    "means the glaze sat too thick",
    "happens when the lid was opened above 200 degrees",
    "points to a thermocouple that touches the wall",
)
CURES = (
    "wipe it with a damp sponge and wait a day",
    "give it two days under plastic",
    "fire a test tile at half the rate",
    "sieve the bucket twice before you dip",
    "move it away from the element and try cone 5",
)
PROMO = "Our spring glaze box is live, 20 % off until Sunday with code MUD20: https://kiln.example/spring"


def post(number: int, place: str, day: int, label: str, kind: str, text: str, **fields) -> Post:
    community, channel, account = PLACES[place]
    return Post(
        id=f"{community.split(':')[0]}:m{number}",
        community=community,
        channel=channel,
        account=account,
        time=datetime(2025, 1, 1, 9, tzinfo=UTC) + timedelta(days=day, minutes=7 * number % 300),
        text=text,
        label=label,
        kind=kind,
        p_take={"give": 0.06, "take": 0.93, "unsure": 0.5}[label],
        reasons={"take": ("own shop linked", "discount code")}.get(label, ()),
        **fields,
    )


def advice(number: int) -> str:
    sign, piece = SIGNS[number % 7], PIECES[number // 7 % 5]
    return f"{sign} {piece} {CAUSES[(number + number // 35) % 6]}: {CURES[(number + number // 30) % 5]}."


def posts() -> list[Post]:
    """Helpful from January on, a promotional burst in April, kind words before it, calm since."""
    made = []
    for number in range(140):
        day, place = (number * 9) % 178, ("firing", "general", "firing", "reddit", "general")[number % 5]
        text = advice(number)
        kind = ("answer", "answer", "chat", "question", "answer", "news", "thanks")[number % 7]
        label = "unsure" if number % 23 == 7 else "give"
        made.append(
            post(number, place, day, label, kind, text, answers=number % 3 > 0, replies=number % 4, members=number % 3)
        )
    for number in range(140, 154):
        place, day = ("general", "reddit")[number % 2], 96 + (number - 140) % 11
        made.append(post(number, place, day, "take", ("promo", "deal", "event")[number % 3], PROMO))
    made += [post(200 + n, "general", 95, "give", "chat", text) for n, text in enumerate(WARM)]
    made += [post(220 + n, "reddit", 150 + n, "give", "thanks", f"{advice(3)} Hope that helps!") for n in range(3)]
    made += [post(230 + n, "reddit", 168 + 3 * n, "take", "promo", PROMO.replace("spring", "summer")) for n in range(3)]
    return made


def tallies(made) -> list[Tally]:
    return [
        Tally(
            brand=BRAND.name,
            community=p.community,
            channel=p.channel,
            account=p.account,
            day=day_number(p.time),
            label=p.label,
            kind=p.kind,
        )
        for p in made
    ]


def member(name: str, state, p: float, quiet: float, **fields) -> Relationship:
    accounts = fields.pop("accounts", (f"discord:{name.lower()}",))
    wire = fields.pop("wire", None)
    return Relationship(
        member=Member(id=accounts[0], name=name, accounts=accounts),
        state=state,
        p_30d=p,
        last_contact=AS_OF - timedelta(days=quiet),
        trip_wire=None if wire is None else datetime(2025, 6, 30, tzinfo=UTC) + timedelta(days=wire),
        **fields,
    )


def relationships() -> list[Relationship]:
    why = ("quiet: last contact 13 days ago, usually every 4 days", "active in the community: last message 1 day ago")
    return [
        member("Failed Fred", "Failed", 0.02, 120, norm=0.2, before="Weakening", gave=4, received=9, gone="here"),
        member("Otto", "Strong", 0.81, 1, norm=0.7, before="Strong", wire=11, gave=14, took=1, received=31),
        member(
            "Maya", "Weakening", 0.31, 13, norm=0.58, before="Strong", wire=4, gave=9, took=5, received=22,
            usual_gap=4.0, because=why, accounts=("discord:maya", "reddit:mayamakes"), expected_30d=1.4,
        ),
        member("Yuki", "Growing", 0.22, 3, before=None, wire=20, gave=2, received=3),
        member("Bram", "Weakening", 0.12, 29, norm=0.3, before="Growing", wire=9, gave=3, received=7, usual_gap=9.0),
        member("Ada", "Strong", 0.64, 4, norm=0.5, before="Growing", wire=16, gave=6, received=12, usual_gap=3.0),
        member("Lu", "Failed", 0.03, 64, norm=0.25, before="Failed", gave=1, took=4, received=6, gone="us"),
        member("Silent Sam", None, 0.0, 2, gave=1),
    ]  # fmt: skip


def questions() -> list[Question]:
    ask = (("maya", "Maya", 2.2, "Does the new cone 6 clay shrink as much as the old one? My lids stopped fitting."),
           ("otto", "Otto", 0.4, "Which shelf do you use for porcelain?"),
           ("newbie", "newbie", 6.0, "hi! is a used kiln without a controller worth buying??"),
           ("lu", "Lu", 80.0, "Where is my order?"))  # fmt: skip
    return [
        Question(
            id=f"discord:q{name}", member=f"discord:{name}", account=f"discord:{name}", community="discord:g",
            channel="discord:firing", time=AS_OF - timedelta(days=ago), text=text,
        )
        for name, _, ago, text in ask
    ]  # fmt: skip


def evidence(**fields) -> Evidence:
    made = fields.pop("posts", None) or posts()
    period: Period = fields.pop("period", None) or whole_days(datetime(2025, 1, 1, tzinfo=UTC), AS_OF)
    return Evidence(
        brand=BRAND,
        as_of=AS_OF,
        period=period,
        source=SourceCounts(
            messages=4120, authors=312, replies=1020, quarantined=3,
            first=datetime(2025, 1, 1, 7, 3, tzinfo=UTC), last=AS_OF - timedelta(minutes=4),
        ),
        tallies=tallies(made),
        posts=made,
        questions=fields.pop("questions", questions()),
        names=NAMES,
        policy=Policy(by_community={"reddit:r": 0.05}),
        **fields,
    )  # fmt: skip


def foresight() -> Foresight:
    """A month's calls, scored, and gives beside their control."""
    result = Returned(
        gives=80, returned=31, started=40, controls=64, control_returned=18, people=12, ratio=Interval(1.38, 1.02, 1.77)
    )
    few = Returned(gives=4, returned=1, started=2, controls=9, control_returned=3, people=2, ratio=None)
    return Foresight(
        model="prior+2025-06-01",
        calls=(Call(state="Weakening", called=11, came=4, expected=4.6),),
        returned=(
            ReturnedRow(key="returned", name="all gives", result=result),
            ReturnedRow(key="returned.kind.answer", name="answer", result=few),
        ),
    )


def reviews() -> Reviews:
    """A queue with something in it."""
    return Reviews(waiting=3, oldest=AS_OF, agreed=7, overridden=2, unsure=1)
