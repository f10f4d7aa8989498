"""Signs of *own*: whose thing is it? First person, possessives, team voice, referral codes, launches."""

from __future__ import annotations

from analyzers.classifier.signs.sign import Sign, sign

_MADE = (
    ""
    "made|built|created|wrote|written|developed|designed|launched|published|released|coded|hacked|founded|recorded|composed|"
    "produced|uploaded|finished|completed|shipped|implemented|deployed|drew|started|compiled|organi[sz]ed|"
    "open[- ]sourced|put together|dropped|posted"
)
_MAKING = (
    ""
    "building|making|creating|writing|developing|designing|launching|publishing|releasing|running|maintaining|hosting|"
    "organi[sz]ing|starting|selling|offering|streaming|putting together|planning|hacking|teaching|working "
    "on|giving away|"
    "raising|speaking|reimplementing|opening|recruiting|hiring"
)
_THINGS = (
    "apps?|applications?|projects?|(?:web)?sites?|web|webapps?|pages?|portfolios?|blogs?|posts?|articles?|channels?|"
    ""
    "videos?|vids?|streams?|podcasts?|episodes?|playlists?|songs?|tracks?|albums?|eps?|singles?|mixtapes?|music|covers?|"
    ""
    "beats?|remix|tutorials?|courses?|workshops?|webinars?|talks?|e?books?|memoir|newsletters?|servers?|discord|slack|"
    "groups?|communit(?:y|ies)|subreddits?|forums?|games?|demos?|mods?|tools?|librar(?:y|ies)|plugins?|extensions?|"
    "packages?|modules?|crates?|repos?|repositor(?:y|ies)|bots?|agents?|products?|shops?|stores?|etsy|merch|company|"
    "startups?|business|agency|services?|platforms?|software|saas|api|profiles?|insta(?:gram)?|twitter|twitch|"
    ""
    "facebook|fb|youtube|linkedin|github|gitter|medium|patreon|kickstarter|campaigns?|fundraisers?|gofundme|petitions?|"
    ""
    "surveys?|questionnaire|polls?|threads?|designs?|art|artwork|prints?|commissions?|comics?|novels?|tokens?|coins?|nfts?|"
    ""
    "teams?|clans?|guilds?|dao|studio|band|lab|choir|events?|shows?|gigs?|sessions?|codepens?|pens?|prototypes?|mvp|resume|"
    "cv|links?|code|referral|sponsors?|launch|releases?|versions?|docs|template|presets?|collection|thesis|research|"
    "customers|users|clients|members|mission|goal|latest|free|new|tweet|bio|work"
)
_ADVERB = "just|also|recently|finally|already|actually|even|then|been|personally|myself|have|had|'ve|so|now|and|\\w+ly"
_BE_ADVERB = "just|also|currently|still|now|actually|always|\\w+ly|in the process of|been|busy"
_FRESH = r"(?<![a-z0-9,']\x20)"

OWN_SIGNS: tuple[Sign, ...] = (
    sign(
        "own.made", "says the sender made something", "i we i've we've ive i'd",
        rf"(?:i|we|i've|we've|ive|i'd)(?: (?:{_ADVERB})){{0,3}} (?:{_MADE})\b",
    ),
    sign(
        "own.making", "says the sender is at work on something", "i'm we're im i we i've we've ive",
        rf"(?:i'm|we're|im|i am|we are|i've been|we've been|ive been|i have been|"
        rf"we have been)(?: (?:{_BE_ADVERB})){{0,3}}"
        rf" (?:{_MAKING})\b",
    ),
    sign(
        "own.opening", "opens with work of the sender's",
        "working building finished finishing made built created launched wrote making creating writing "
        "developing just "
        "currently still finally recently been selling",
        rf"{_FRESH}(?:(?:just|currently|still|finally|recently|been) )*(?:working on|building|finish(?:ed|ing)|"
        rf"made|built|created|"
        r"launched|wrote|making|creating|writing|developing|published|released|deployed|uploaded|dropped|selling) "
        r"(?:an?|the|my|our|this|some|up|out|two|\d|\ue000|\w+)",
    ),
    sign(
        "own.my_thing", "speaks of the sender's own thing", "my our mine ours",
        rf"(?:my|our)(?: [\w'&+.$-]+){{0,3}}? (?:{_THINGS})\b|mine\b|ours\b",
    ),
    sign(
        "own.team_voice", "speaks as a team or company", "we we're we've at",
        r"we(?:'re| are|'ve| have)?(?: (?:so|very|super|all|just|now|also|currently|really))*"
        r" (?:excited|proud|happy|thrilled|pleased|delighted|offer|provide|help|speciali[sz]e|launched|released|"
        r"live|looking for|"
        r"partnered|announce|support|sell|ship|deliver|believe|built|hiring|expanding|recruiting|launching|do|"
        r"make|turned|read)\b",
        r"we(?:'re| are) (?:an?|the|students|up for|giving|hosting|running|raising|building) ",
        r"at (?!the|a |my|this|least|first|all|work|home|night|some|that|it|\d)\w+(?: \w+)?,? we\b",
    ),
    sign(
        "own.role", "names the sender's part in it",
        "i'm i am im as we're founder co-founder maker author creator maintainer here",
        r"(?:i'm|i am|im|as|we're|we are) (?:the |an? |one of )?(?:the )?(?:\w+ ){0,2}(?:founders?|co-?founders?|"
        r"maker|authors?|"
        r"creators?|ceo|cto|owner|maintainer|developer|dev|engineer|designer|editor|student|coach)\b",
        r"(?:co-?)?(?:founder|maker|author|creator|maintainer) (?:of|here|at|behind)\b",
    ),
    sign(
        "own.self", "introduces the sender's trade", "i",
        r"i (?:coach|teach|run|host|make|sell|build|design|write|maintain|do|stream|mentor|represent|work (?:for|"
        r"at)|started|"
        r"keep|offer|post|trade|help|can (?:do|make|build|list|design|write|help you)|have (?:\d+|a|an|two|three|"
        r"cheap)) ",
    ),
    sign(
        "own.plug", "calls itself a plug",
        "shameless shamelessly self self-promo self-promotion quick advertising plug disclaimer disclosure full",
        r"(?:shameless(?:ly)?|self|quick|small|little)[- ]+(?:self[- ])?(?:plug|promo|promote|promotion|plugging|"
        r"advert\w*)",
        r"self-promo\w*|plug:|advertising (?:my|our)|(?:full )?disclos\w+[:,]? (?:i|we|this|my)|"
        r"disclaimer[:,]? (?:i|we|this is my)",
    ),
    sign(
        "own.me", "points at the sender",
        "follow join support dm pm message contact email add ping text call hire watch visit find hit vote back "
        "sponsor subscribe sub "
        "reach help invite whatsapp mail write send inbox talk to connect meet rate share at with",
        r"(?:follow|join|support|dm|pm|message|contact|email|add|ping|text|call|hire|watch|visit|find|hit|back|"
        r"sponsor|invite|"
        r"whatsapp|mail|write|send|inbox|meet|rate|share|(?:vote|reach|subscribe|sub|talk|connect|write|"
        r"reach out) (?:for|to|with))"
        r"(?: out to)? (?:me|us)\b",
    ),
    sign(
        "own.referral", "carries a referral or discount code",
        "code referral use using promo discount coupon affiliate my our invite with",
        r"(?:use|using|with) (?:the |my |our )?(?:(?:promo|discount|coupon|referral|invite) )?(?:code|coupon)\b",
        r"(?:my|our) (?:\w+ )?(?:code|invite|referral|affiliate|name at checkout)\b",
        r"(?:referral|promo|discount|coupon|affiliate|invite) (?:code|link)\b|code:? (?=[a-z]*\d)[a-z0-9]{4,}\b|"
        r"coupon code",
    ),
    sign(
        "own.launch", "announces something new",
        "introducing announcing unveiling meet live out launched launching released online open available just new",
        rf"{_FRESH}(?:introducing|announcing|unveiling|meet) (?!me|up|the|in|at|you|on|with|a )[\w\ue000]",
        r"(?:(?<=is\x20)|(?<=are\x20)|(?<=now\x20)|(?<=it's\x20)|(?<=goes\x20)|(?<=officially\x20)|"
        r"(?<=finally\x20)|(?<=also\x20))"
        r"(?:live|out|launched|launching|released|online|open|available (?:now|on|at|for|in))\b(?! of)",
        rf"out now\b|just (?:soft )?(?:launched|released|dropped|shipped)\b|{_FRESH}new (?:video|blog ?post|post|"
        rf"episode|release|song|"
        r"single|album|track|article|version|music video|merch|collection)\b",
    ),
    sign(
        "own.side_project", "calls it a project or start-up",
        "side weekend pet hobby passion solo indie startup saas side-project yc",
        r"(?:side|weekend|pet|hobby|passion|solo|indie)[- ]+(?:project|saas|business|venture|studio|game)|"
        r"side-project|\(yc \w\d+\)|saas\b",
    ),
    sign(
        "own.shown", "shows something the sender did",
        "something thing app game site website project page tool song video repo bot book article this which "
        "here's heres here",
        rf"(?:something|things?|this|which|app|game|site|website|project|page|tool|song|video|repo|bot|book|"
        rf"article)(?: that)?"
        rf" (?:i|we|i've|we've|i'm|we're)(?: (?:just|have|had|recently|am|been|are)){{0,3}} (?:{_MADE}|{_MAKING})\b",
        r"(?:here's|heres|here is|this is) (?:my|our|mine|ours)\b",
    ),
    sign(
        "own.close", "belongs to somebody close to the sender", "my friend's brother's",
        r"my (?:\w+ )?(?:brother|sister|friend|husband|wife|girlfriend|boyfriend|dad|mom|mum|cousin|son|daughter|"
        r"buddy|company|boss|colleague)"
        r"(?:'s)? (?:\w+ )?(?:made|makes|built|wrote|opened|runs|has|is|sells|started|launched|and i|shop|channel|"
        r"band|song|app|site|page)\b",
    ),
)  # fmt: skip
