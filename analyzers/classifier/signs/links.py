"""Signs read from the links themselves: profiles and channels, shops, referral tags, exercises, references."""

from __future__ import annotations

import re

from analyzers.classifier.reading import Link
from analyzers.classifier.signs.sign import Sign, sign

_NEVER = r"(?!)"

#: The sign's pattern is matched against "host/path" of each link; its span is the link.
LINK_SIGNS: tuple[Sign, ...] = (
    sign("own.profile", "links a channel, profile or invite", "", _NEVER),
    sign("own.shop", "links a shop, store or fund-raiser", "", _NEVER),
    sign("own.tagged_link", "links with a referral tag", "", _NEVER),
    sign("own.link", "carries a link", "", _NEVER),
    sign("give.exercise_link", "links a learner's exercise", "", _NEVER),
    sign("give.reference", "links a reference or a picture", "", _NEVER),
)

_KINDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:[\w-]+\.)*(?:twitch\.tv|instagram\.com|facebook\.com|fb\.com|t\.me|tiktok\.com|soundcloud\.com|"
        r"linkedin\.com|mixcloud\.com|"
        r"discord\.gg|onlyfans\.com|spotify\.com|bandcamp\.com|deviantart\.com|artstation\.com|linktr\.ee|"
        r"behance\.net|dribbble\.com|"
        r"substack\.com|anchor\.fm|join\.slack\.com|meetup\.com|hearthis\.at|reverbnation\.com)(?:/|$)|"
        r"(?:twitter|x)\.com/\w+/?$|(?:discordapp|discord)\.com/invite|(?:m\.)?youtube\.com/(?:c/|channel|user|@)|"
        r"reddit\.com/(?:r|u|user)/[\w-]+/?$",
        r"(?:[\w-]+\.)*(?:patreon|ko-fi|gofundme|kickstarter|indiegogo|buymeacoffee|paypal|fiverr|upwork|etsy|"
        r"gumroad|ebay|redbubble|teespring|"
        r"producthunt|appsumo|udemy|skillshare|teachable|eventbrite|play\.google|apps\.apple|itunes\.apple|"
        r"chrome\.google|chromewebstore|testflight\.apple|"
        r"store\.steampowered|opensea|typeform|surveymonkey|docs\.google\.com/forms|forms\.gle|change)(?:\.\w+)+|"
        r"forms\.gle|docs\.google\.com/forms|paypal\.me|bit\.ly|goo\.gl|tinyurl\.com|cash\.app|lnkd\.in",
        r"[^?]*(?:\?|/)(?:.*[&?/])?(?:ref|referral|refer|aff|affiliate|invite|inviter|r|tag|promo|coupon|code|"
        r"fp_ref|via)[=/]\w|.*[?&](?:ref|aff|invite|referral|refid|partner)\w*=",
    )
)
_EXERCISE = re.compile(
    r"(?:s\.)?codepen\.io|jsfiddle\.net|repl\.it|replit\.com|jsbin\.com|plnkr\.co|.*\.c9(?:users)?\.io|"
    r"codesandbox\.io|gist\.github|pastebin\.com|glitch\.com|stackblitz"
)
_REFERENCE = re.compile(
    r"(?:[\w-]+\.)*(?:stackoverflow|stackexchange|wikipedia|mozilla|w3schools|imgur|gyazo|giphy|tenor|prnt|"
    r"prntscr|screencast|xkcd|arxiv|nytimes|bbc|cnn|theguardian|"
    r"mdn|developer\.mozilla|css-tricks|docs|readthedocs|freecodecamp|npmjs|pypi|caniuse|cloudinary|lightshot|"
    r"snag|postimg|cdn\.discordapp|media\.tumblr|tenor)\.\w+|"
    r".*\.(?:png|jpe?g|gif|webp|svg|pdf)(?:$|\?)|github\.com/[\w.-]+/[\w.-]+/(?:issues|pull|blob|wiki|commit|"
    r"tree)|(?:[\w-]+\.)*localhost|127\.0|192\.168"
)


def link_signs(link: Link) -> list[int]:
    """Indices in LINK_SIGNS of what the link says of its owner."""
    address = link.host + link.path
    if _REFERENCE.match(address):
        return [5]
    if _EXERCISE.match(address):
        return [3, 4]
    return [3, *(index for index, kind in enumerate(_KINDS) if kind.match(address))]
