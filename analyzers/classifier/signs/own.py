"""Signs of *own*: whose thing is it? First person, possessives, team voice, profiles, referral links, launches."""

from __future__ import annotations

from analyzers.classifier.signs.sign import Sign, sign

_MADE = (
    "made|built|created|wrote|developed|designed|launched|published|released|coded|hacked|founded|recorded|composed|"
    "produced|uploaded|finished|completed|shipped|implemented|deployed|drew|painted|started|compiled|organized|organised"
)
_MAKING = (
    "building|making|creating|writing|developing|designing|launching|publishing|releasing|running|maintaining|hosting|"
    "organizing|organising|starting|selling|offering|streaming|putting|planning|hacking|teaching|doing"
)
_THINGS = (
    "apps?|applications?|projects?|sites?|websites?|web|webapps?|pages?|portfolios?|blogs?|posts?|articles?|channels?|"
    "videos?|vids?|streams?|podcasts?|episodes?|playlists?|songs?|tracks?|albums?|eps?|singles?|mixtapes?|music|covers?|"
    "beats?|remix|tutorials?|courses?|workshops?|webinars?|talks?|books?|ebooks?|newsletters?|servers?|discord|slack|"
    "groups?|communit(?:y|ies)|subreddits?|subs?|forums?|games?|mods?|tools?|librar(?:y|ies)|plugins?|extensions?|"
    "packages?|modules?|repos?|repository|repositories|bots?|products?|shops?|stores?|etsy|merch|company|startups?|"
    "business|agency|services?|platforms?|software|saas|api|profiles?|instagram|insta|twitter|twitch|facebook|fb|"
    "youtube|linkedin|github|gitter|medium|patreon|kickstarter|campaigns?|fundraisers?|gofundme|petitions?|surveys?|"
    "polls?|threads?|designs?|art|artwork|prints?|commissions?|comics?|stories|story|novels?|tokens?|coins?|nfts?|"
    "teams?|clans?|guilds?|events?|shows?|gigs?|sessions?|codepens?|pens?|demos?|prototypes?|mvp|clones?|resume|cv|"
    "link|links|code|referral|sponsors?|launch|releases?|versions?|updates?|open[- ]source"
)

OWN_SIGNS: tuple[Sign, ...] = (
    sign(
        "own.made",
        "says the sender made something",
        1.0,
        _MADE.replace("|", " ") + " put open-sourced",
        rf"\b(?:i|we|i've|we've|ive|i'd)\b(?: (?:have|had|just|also|recently|finally|already|actually|even|then|'ve|been|"
        rf"personally|myself|decided|wanted|and|so|now|\w+ly)){{0,3}} (?:{_MADE}|open[- ]sourced|put together)\b",
    ),
    sign(
        "own.making",
        "says the sender is making something",
        0.9,
        _MAKING.replace("|", " ") + " working",
        rf"\b(?:i'm|we're|im|i am|we are|i've been|we've been|ive been|i have been|we have been|been)\b(?: (?:just|also|"
        rf"currently|still|now|actually|really|always|slowly|\w+ly|mostly|in|the|process|of)){{0,4}} (?:{_MAKING}|working on)\b",
    ),
    sign(
        "own.making_bare",
        "opens with work of the sender's",
        0.7,
        "working building finished made built created launched wrote making creating writing developing",
        rf"(?:^|\n|[.!?] )(?:just |currently |still |finally |recently |also |hey \w+[,!]? |hi \w+[,!]? )*"
        rf"(?:working on|building|finished|finishing|made|built|created|launched|wrote|making|creating|writing|developing) "
        rf"(?:a|an|the|my|our|this|some|up|out|\ue000|[a-z]\w+)",
    ),
    sign(
        "own.my_thing",
        "speaks of the sender's own thing",
        1.1,
        "my our mine ours",
        rf"\b(?:my|our)(?: [\w'&+.-]+){{0,3}}? (?:{_THINGS})\b|\bmine\b|\bours\b",
    ),
    sign(
        "own.team_voice",
        "speaks as a team or company",
        1.1,
        "we we're we've our us",
        r"\bwe(?:'re| are|'ve| have)?(?: (?:so|very|super|all|just|now|also|currently|really))*"
        r" (?:excited|proud|happy|thrilled|pleased|delighted|offer|provide|help|specialize|specialise|launched|released|"
        r"partnered|announce|support|sell|ship|deliver|believe|built|hiring|looking for|expanding|recruiting|launching)\b"
        r"|\bour (?:\w+ )?(?:team|users|customers|clients|members|company|mission|goal|latest|new|first|own|official|students)\b",
    ),
    sign(
        "own.role",
        "names the sender's part in it",
        1.3,
        "founder co-founder cofounder maker author creator ceo cto owner maintainer developer",
        r"\b(?:i'm|i am|im|as|we're|we are|here,?|hi,?) (?:\w+ ){0,3}(?:the |a |an |one of )?(?:the )?(?:\w+ )?"
        r"(?:founders?|co-?founders?|maker|author|creators?|ceo|cto|owner|maintainer|developer|dev)\b(?: (?:of|at|behind|for|here))",
    ),
    sign(
        "own.plug",
        "calls itself a plug",
        1.8,
        "plug plugging promo self-promo self-promotion promotion advertise advertising",
        r"\b(?:shameless(?:ly)?|self|quick|small|little)[- ](?:self[- ])?(?:plug|promo|promotion|plugging|advert\w*)\b"
        r"|^advertising (?:my|our)\b",
    ),
    sign(
        "own.me",
        "points at the sender",
        0.9,
        "me us",
        r"\b(?:follow|join|support|dm|pm|message|contact|email|add|ping|text|call|hire|watch|visit|find|hit|vote for|back|sponsor|"
        r"subscribe to|reach|with|help|tag|invite|whatsapp|e-mail|mail|write|send)(?: out to)? (?:me|us)\b",
    ),
    sign(
        "own.referral",
        "carries a referral or discount code",
        1.8,
        "code referral ref invite coupon affiliate promo",
        r"\b(?:my|our|use|using|with|promo|discount|coupon|referral|invite|affiliate)(?: the| this| my| our)? "
        r"(?:promo |discount |coupon |referral |invite |affiliate |ref )?(?:code|link|coupon|ref)\b",
    ),
    sign(
        "own.launch",
        "announces something new",
        1.0,
        "introducing announcing announce launched launching live launch released out announcement unveiling meet available",
        r"\b(?:introducing|announcing|unveiling)\b|\b(?:is|are|'s|now|it's|goes|went|officially|finally)(?: now| finally| officially)? "
        r"(?:live|out now|launched|launching|released|available (?:now|on|at|for))\b|\bout now\b|\bjust (?:soft )?(?:launched|released|dropped)\b"
        r"|\b(?:big|huge|new|exciting|important|special)?[- ]?announcement\b",
    ),
    sign(
        "own.side_project",
        "calls it a project or start-up",
        0.8,
        "project startup start-up saas side-project venture business",
        r"\b(?:side|weekend|pet|hobby|passion|solo|indie)[- ](?:project|saas|business|venture)\b|\b(?:my|our|new|small|a) (?:\w+ )?(?:startup|start-up|saas)\b",
    ),
    sign(
        "own.something_i",
        "shows something the sender did",
        1.1,
        "i i've we i'm",
        rf"\b(?:this|that|something|an? [\w -]{{2,40}}|the [\w -]{{2,30}}|one|some \w+|thing|what|\w+)(?: that)? (?:i|we|i've|we've|i'm|we're)"
        rf"(?: (?:just|have|had|recently|am|been|are))* (?:{_MADE}|{_MAKING}|working on)\b",
    ),
)
