"""What is true of the sample community, told in constants: tests and the tutorial lean on them.

A *contact* here is the plainest kind: a member's message that replies to the brand or mentions it (a
Discord reply or mention, a Reddit answer to the brand's comment or submission). Months are UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import msgspec

from storage.models import Period

Tendency = Literal[
    "fading", "growing", "strong", "gone everywhere", "gone from us", "quiet since launch", "two accounts"
]
Months = tuple[int, int, int, int, int, int]


class FileCount(msgspec.Struct, frozen=True, kw_only=True):
    """What one file holds.

    ``messages`` counts all records, ``replies`` those that answer another (Discord's type Reply, every
    Reddit comment), ``references`` those that name another at all (pins and thread openings too),
    ``authors`` the accounts (deleted ones left out), ``system`` the platform's own messages.
    """

    messages: int
    replies: int
    references: int
    authors: int
    system: int = 0


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A member with a part in the story; ``contacts`` with the brand and ``posts`` anywhere, January to June."""

    name: str
    accounts: tuple[str, ...]
    tendency: Tendency
    contacts: Months
    posts: Months


class Balance(msgspec.Struct, frozen=True):
    """The brand's hand-labelled messages in a period; ``hollow`` of the gives are pleasantries."""

    gives: int
    takes: int
    hollow: int = 0


#: The moment the story is told from: all messages are before it.
AS_OF = datetime(2025, 7, 1, tzinfo=UTC)
#: The half year, and its launch weeks with the promotional burst.
HALF_YEAR = Period(start=datetime(2025, 1, 1, tzinfo=UTC), end=AS_OF)
LAUNCH = Period(start=datetime(2025, 4, 22, tzinfo=UTC), end=datetime(2025, 5, 17, tzinfo=UTC))

FILES = {
    "MudAndMicros_comments.ndjson": FileCount(messages=33, replies=33, references=33, authors=8),
    "MudAndMicros_submissions.ndjson": FileCount(messages=15, replies=0, references=0, authors=8),
    "heron-naps-at-night.json": FileCount(messages=13, replies=6, references=7, authors=9, system=1),
    "potting-shed.json": FileCount(messages=207, replies=95, references=97, authors=20, system=5),
    "show-your-patch.json": FileCount(messages=66, replies=38, references=38, authors=14),
}
#: Accounts over all files, deleted ones left out.
AUTHORS = 29

BEFORE, DURING, AFTER = Balance(48, 2), Balance(14, 23, hollow=9), Balance(16, 1)

NGOZI = Person(
    name="Ngozi", accounts=("discord:1000844728016834708",), tendency="fading",
    contacts=(6, 5, 4, 3, 0, 0), posts=(8, 5, 7, 6, 4, 4),
)  # fmt: skip
IMRE = Person(
    name="Imre", accounts=("discord:732217858695893023",), tendency="growing",
    contacts=(0, 0, 2, 3, 5, 7), posts=(0, 0, 3, 4, 8, 9),
)  # fmt: skip
WANJIRU = Person(
    name="Wanjiru", accounts=("discord:1186658344123895899",), tendency="strong",
    contacts=(3, 4, 4, 3, 3, 4), posts=(4, 6, 4, 4, 6, 5),
)  # fmt: skip
PILAR = Person(
    name="Pilar", accounts=("discord:551464243610783873",), tendency="gone everywhere",
    contacts=(2, 4, 1, 2, 0, 0), posts=(4, 5, 3, 2, 2, 0),
)  # fmt: skip
MATEO = Person(
    name="Mateo", accounts=("discord:1105908811362996346",), tendency="gone everywhere",
    contacts=(0, 0, 2, 0, 0, 0), posts=(0, 0, 3, 0, 0, 0),
)  # fmt: skip
AROHA = Person(
    name="Aroha", accounts=("discord:1061257420636295288",), tendency="gone from us",
    contacts=(0, 1, 1, 0, 0, 0), posts=(0, 2, 1, 0, 1, 2),
)  # fmt: skip
LOTTE = Person(
    name="Lotte", accounts=("discord:478159722575564811",), tendency="quiet since launch",
    contacts=(1, 1, 5, 1, 0, 0), posts=(2, 1, 6, 3, 0, 0),
)  # fmt: skip
CASSANDRA = Person(
    name="compost_cassandra", accounts=("reddit:compost_cassandra",), tendency="quiet since launch",
    contacts=(0, 1, 0, 1, 0, 0), posts=(0, 2, 1, 1, 0, 0),
)  # fmt: skip
YUKI = Person(
    name="Yuki", accounts=("discord:443346758630641819", "reddit:mosskeeper_yuki"), tendency="two accounts",
    contacts=(1, 4, 1, 0, 1, 3), posts=(2, 5, 1, 1, 1, 3),
)  # fmt: skip
PEOPLE = (NGOZI, IMRE, WANJIRU, PILAR, MATEO, AROHA, LOTTE, CASSANDRA, YUKI)

#: Where Yuki says, once on each side, that the two accounts are one person.
SAYS_SO = ("discord:1333275834777604103", "reddit:t1_mbkvdu6")

#: "Great work, love it!" nine times, on the morning of the launch.
HOLLOW = (
    "discord:1364166869309067320", "discord:1364167810401833062", "discord:1364168713620033633",
    "discord:1364169921311150086", "discord:1364171794210492454", "discord:1364172302035587106",
    "reddit:t1_moeaq33", "reddit:t1_moeatw8", "reddit:t1_moeb65s",
)  # fmt: skip

#: The brand's questions that got people talking, and how many answered each directly.
STARTERS = {
    "discord:1338547539292852248": 7,  # the worst thing that ever happened to a sensor
    "discord:1346784347524436147": 6,  # the ugliest enclosure
    "discord:1352235435904208983": 6,  # first thing to sow, and never again
}

#: Questions put to the brand in the last ten days, still open.
UNANSWERED = (
    "discord:1386365208036905006",  # Ray: 61 degrees in the case
    "discord:1387112180650086447",  # Priya: signal lost from seven to nine
    "reddit:t1_mznzdn7",  # mosskeeper_yuki: copper tape above moss
    "discord:1387666223235862677",  # Wanjiru: the worksheet in a newsletter
    "reddit:t1_mzzh8sh",  # tinyfarm_thandi: the schematic for newer boards
    "discord:1388046351153369094",  # Yuki: three points lower since the heat
    "discord:1388456055662579837",  # Imre: how many Wicks a Heron can take
)

#: One of each oddity, by what it shows.
CAMEOS = {
    "deleted account": "discord:1340022668161847297",
    "deleted comment": "reddit:t1_mhqmkqx",
    "removed comment": "reddit:t1_mpzsmfk",
    "dangling reply": "discord:1348301018554961981",
    "edited": "discord:1344321171767693508",
    "webhook": "discord:1336275229462368421",
    "embed": "discord:1364239513907368042",
    "thread opener": "discord:1365384565140885573",
    "code block": "discord:1332389629160591416",
    "emoji only": "discord:1383793378088456314",
    "custom emoji": "discord:1343195814993989778",
    "Spanish": "discord:1350155412355420311",
    "German": "discord:1375748162383384647",
    "hostile text": "discord:1367821745733767271",
    "job post": "discord:1361287524433531002",
    "member's own promotion": "discord:1351542012268384405",
    "free event invite": "discord:1362462827272998962",
    "talk about adverts": "discord:1355558291450630181",
    "talk about subscriptions": "discord:1355562377156235381",
    "staff takes stock": "discord:1373948388374483082",
}
#: The message the dangling reply answers; it is in no file.
GONE_MESSAGE = "discord:1348299567640088582"
