"""Signs of a *pitch*, the implicit ask: what the thing would do for the reader, told as an advertiser tells it."""

from __future__ import annotations

from analyzers.classifier.signs.sign import Sign, sign

_WHOM = (
    ""
    "you|your|users|people|developers|devs|teams|everyone|anyone|anybody|companies|businesses|beginners|students|creators|players|"
    "customers|makers|founders|local|non-\\w+|writers|artists"
)

PITCH_SIGNS: tuple[Sign, ...] = (
    sign(
        "ask.pitch_helps", "says what it does for its users",
        "lets let allows allow helps help enables enabling helping letting allowing helped turns makes takes saves",
        rf"(?:lets?|allows?|helps?|enables?|enabling|helping|letting|allowing|helped|"
        rf"saves?)(?: for)?(?: all)? (?:{_WHOM})\b|(?:turns?|takes?|makes?) \w+[^.\n]{{0,40}} (?:into|easy|easier|"
        rf"simple)\b",
    ),
    sign(
        "ask.pitch_best", "praises it as a better way",
        "easier easy simple simplest easiest fastest better best new fun free affordable cheapest all-in-one "
        "ultimate safest",
        r"(?:easier|easy|simple|simplest|easiest|fastest|better|best|new|fun|free|affordable|cheapest|ultimate|"
        r"safest) (?:way|tool|platform|place|app|alternative|solution|website|site|service|software|"
        r"engine) ?(?:to|for|that|where|of|which)?\b|all-in-one",
        r"(?<=the\x20)(?:best|easiest|fastest|ultimate|safest|simplest|cheapest) \w+",
    ),
    sign(
        "ask.pitch_you", "tells the reader what they can do with it",
        "you say goodbye never tired are need stop want looking no imagine don't struggling whether",
        r"you can (?:now|use|easily|also|even|find|create|play|download|buy|get|compare|pick|choose|build|track|"
        r"import|install|watch|view)\b|say goodbye|never (?:\w+ )?again|tired of|are you (?:tired|looking|"
        r"struggling|ready|searching)|looking for (?:an?|the|some)? ?(?:\w+ ){0,3}\?|"
        r"no (?:sign-?up|account|ads|credit card|coding|code|subscription|login|experience|install|monthly)s?\b|"
        r"whether you're|struggling with|need (?:a |an )?[\w ]{3,30}\?",
    ),
    sign(
        "ask.pitch_what", "describes a product in a line",
        "open-source open self-hosted self-hostable app platform tool website site service marketplace extension "
        "library framework game newsletter software engine dashboard editor plugin bot assistant alternative",
        r"open[- ]source (?:\w+ ){0,2}(?:alternative|tool|platform|app|library|framework|software|project)\b|"
        r"self-host(?:ed|able)",
        r"(?:app|platform|tool|website|site|service|marketplace|extension|library|framework|game|newsletter|"
        r"software|engine|dashboard|editor|plugin|bot|assistant|alternative) (?:that|for|to|where|which|built|"
        r"designed|powered)\b",
    ),
)  # fmt: skip
