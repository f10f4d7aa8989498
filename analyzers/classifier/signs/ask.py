"""Signs of *ask*: what is the reader asked to do for the sender, in words or by a pitch?"""

from __future__ import annotations

from analyzers.classifier.signs.sign import Sign, sign

ASK_SIGNS: tuple[Sign, ...] = (
    sign(
        "ask.subscribe",
        "asks to subscribe or sign up",
        1.6,
        "subscribe sub subs subscribing sign signup register enroll enrol join preorder pre-order waitlist registration",
        r"\b(?:please |pls |plz |and |to |can you |then |or |,)?(?:subscribe|sub) (?:to|for|me|my|our|us|and|if|here|now|on|too|\ue000)|\bsubscribe\b(?=\s*(?:$|[!.:,\n]))"
        r"|\bsign[- ]?up (?:for|to|at|here|now|today|on|with|via|using|free|below|\ue000)|\bregister (?:for|now|here|at|today|via|on|free|\ue000|by)"
        r"|\b(?:enroll?|pre-?order) (?:in|now|here|today|at|\ue000)|\b(?:the|our|my) (?:waitlist|waiting list|mailing list|newsletter|early access)\b|\bregistration (?:is|link|now)\b",
    ),
    sign(
        "ask.follow",
        "asks to follow or connect",
        1.7,
        "follow followers connect friend add like",
        r"\bfollow(?:ing)? (?:me|us|my|our|@\w+|along|the page|for|back|on|\ue000|him|her)|\bfollow (?:and|&|or|,)|\b(?:connect|link up) with (?:me|us)\b"
        r"|\badd me\b|\b(?:like|liking) (?:my|our|us|and|&|the page|this page)\b|\bfollowers\b",
    ),
    sign(
        "ask.join",
        "invites to join",
        1.4,
        "join joining come hop invite invited welcome",
        r"\bjoin (?:us|me|my|our|the|in|this|here|now|today|a|and|now!|at|via|\ue000|discord|slack|@|if|free|\w+'s)|\bcome (?:join|hang|chat|check|play|say|visit|see|watch|over|along|by)\b"
        r"|\bhop (?:in|on|into|onto)\b|\b(?:you are|you're|everyone is|all are|all|anyone is) (?:\w+ )?(?:invited|welcome to join)\b",
    ),
    sign(
        "ask.check_out",
        "asks to look at it",
        1.2,
        "check checkout look peek view glance",
        r"\bcheck(?:ing)?[- ]?(?:it |this |that |them |him |her |me |us |mine |these |my [\w -]{1,30}? |our [\w -]{1,30}? )?out\b|\bcheck (?:my|our|this|it|the|these|mine|\ue000)|\bcheckout\b"
        r"|\b(?:take|have|get|give it) a (?:quick |little )?(?:look|peek|glance)\b|\blook at (?:my|our|this|it)\b|\bview (?:my|our|it) ",
    ),
    sign(
        "ask.try",
        "asks to try it",
        1.3,
        "try give play test use",
        r"\b(?:try|tried|trying|play|test) (?:it|them|our|my|out|the (?:app|demo|beta|game|tool)|this|for free|now|here|\ue000)|\bgive (?:it|this|us|them|my \w+|our \w+) (?:a )?(?:try|spin|go|shot|whirl|listen|read|watch)\b"
        r"|\bfree to (?:use|try|play)\b|\btry(?: it)? (?:free|yourself)\b|\btry out\b|\bbeta (?:test|testers?)\b",
    ),
    sign(
        "ask.buy",
        "asks to buy, order or download",
        1.5,
        "buy order purchase grab get shop book download install preorder hire pick cop stock sale",
        r"\b(?:buy|order|purchase|grab|shop|download|install|book|cop)(?: (?:yours?|it|now|here|one|a copy|today|our|my|the app|your \w+|at|from|on|online|via|\ue000)|[!:])"
        r"|\bget (?:yours?|it here|it now|it at|it on|started|your (?:own|copy|free|tickets?|spot|hands)|a (?:copy|free)|access|early|them here|instant|notified|involved)\b"
        r"|\bhire me\b|\bavailable for (?:hire|work|purchase|freelance)\b|\bfor sale\b|\bselling\b|\bin stock\b",
    ),
    sign(
        "ask.vote",
        "asks for votes, stars or shares",
        1.6,
        "vote upvote upvotes like star stars share retweet rt boost endorse review rate votes sharing nominate comment spread repost",
        r"\b(?:up)?vote (?:for|us|me|my|our|on|here|now|it|\ue000)|\bupvotes?\b|\b(?:a|leave|drop|smash|hit) (?:the )?(?:star|like|review|rating|comment|thumbs)\b|\bstar (?:it|us|the|my|our|on)\b"
        r"|\bshare (?:it|this|the|with|my|our|and|your|widely|\ue000)|\b(?:retweet|repost|spread the word|nominate)\b|\b(?:rate|review|endorse) (?:my|our|me|us|it)\b"
        r"|\blike (?:and|&|,) \w+|\b(?:please|pls|plz) (?:like|share|vote|star|comment|rate|boost)\b|\bthumbs up (?:if|this|my|and|to)\b|\bcomment (?:below|on my|and)\b",
    ),
    sign(
        "ask.donate",
        "asks for money or support",
        1.5,
        "donate donation donations support fund fundraiser back sponsor patreon kickstarter gofundme tip tips contribute funding paypal",
        r"\bdonat(?:e|ions?|ing)\b|\b(?:support|back|fund|sponsor) (?:me|us|my|our|the project|this project|the campaign|on|this)\b|\bfund-?rais\w+|\bgofundme\b|\bkickstarter\b|\bpatreon\b"
        r"|\bcontribute (?:to|on|at|by|\ue000)|\bbuy me a coffee\b|\btips? (?:appreciated|welcome)\b|\bpaypal\b",
    ),
    sign(
        "ask.apply",
        "recruits or offers work",
        1.4,
        "hiring apply hire recruit recruiting job jobs position opening vacancy developer developers engineer cofounder co-founder resume cv freelancer designer intern partner",
        r"\b(?:we're|we are|now|is|are|currently|am|i'm) (?:\w+ )?(?:hiring|recruiting)\b|\bapply (?:now|here|at|today|by|via|to|for|\ue000|through)"
        r"|\b(?:look(?:ing)?|need|seeking|searching|want|hire|hunting)(?: for| to hire| to find)? (?:an? |some |the |other |more |any )?(?:[\w./+#-]+ ){0,4}?"
        r"(?:developers?|devs?|engineers?|designers?|co-?founders?|programmers?|coders?|interns?|freelancers?|marketers?|moderators?|mods|writers?|partners?|artists?|editors?|contractors?)\b"
        r"|\bsend (?:me |us )?(?:your |a )?(?:cv|resume|résumé|portfolio)\b|\bjob (?:opening|offer|opportunity|posting)s?\b|\bopen positions?\b|\bpaid (?:position|gig|work|role|project)\b",
    ),
    sign(
        "ask.members",
        "looks for people to take part",
        1.1,
        "looking anyone anybody someone help collaborate contribute members testers contributors volunteers team people participants interested wanna want players",
        r"\blook(?:ing)? for (?:an? |some |more |new |other |\d+ )?(?:[\w-]+ ){0,2}?(?:people|members?|testers?|contributors?|volunteers?|participants?|players?|collaborators?|users|folks|guys|team ?mates?|feedback|beta|early)\b"
        r"|\b(?:any(?:one|body)|some(?:one|body)|who)(?: here| else| out there)? (?:wants?|wanna|interested|like|willing|up for|down)\b(?: in| to)?"
        r"|\bif (?:any(?:one|body)|you|u|some(?:one|body)|any of you)(?:'s|'re| is| are| guys are)? (?:\w+ )?(?:interested|intrested|want|wants|wanna|like to|keen|curious|willing)\b"
        r"|\bcontributors?,? (?:are )?(?:welcome|wanted|needed)\b|\bneed (?:your )?help (?:with|on|to)\b|\bcare to (?:help|join)\b|\bcontributions? (?:are |is )?welcome\b",
    ),
    sign(
        "ask.contact",
        "asks to get in touch",
        1.2,
        "dm pm message email contact ping text call whatsapp hit reach inbox mail telegram interested",
        r"\b(?:dm|pm|message|email|e-mail|contact|ping|text|call|whatsapp|inbox|mail|hmu) (?:me|us|@\w+|for|if|to|now)\b|\bhit (?:me|us) up\b|\breach out\b|\b(?:drop|send|shoot) (?:me|us) (?:a|an|your)\b"
        r"|\bget in (?:touch|contact)\b|\b(?:dms?|pms?) (?:are |is )?open\b|\bcontact:|\binterested\?|\blet me know if (?:you|anyone|u|any)\b",
    ),
    sign(
        "ask.feedback",
        "asks for feedback on it",
        0.9,
        "feedback thoughts suggestions opinions think review comments criticism critique roast testers hear ideas",
        r"\b(?:feedbacks?|thoughts|suggestions?|opinions?|comments?|criticism|critique|ideas)(?: \w+)? (?:is |are |would be |will be |very |much |really |most |so |more than |highly |always |greatly |also )*(?:welcome|appreciated|wanted|please|needed)\b"
        r"|\b(?:any|some|your|for|get|love|give(?: me| us)?|appreciate|looking for|want|leave)(?: \w+)? (?:feedback|thoughts|suggestions|critique|opinions)\b"
        r"|\b(?:let (?:me|us) know|tell me|tell us|hear)(?: \w+){0,2}? (?:what|if|how) you(?:'d| would)? (?:all |guys |guys' )?(?:think|like|feel)\b|\bwhat do (?:you|y'all|u)(?: guys| all)? think\b|\broast (?:my|our|it)\b",
    ),
    sign(
        "ask.survey",
        "asks to fill in a survey",
        1.4,
        "survey surveys questionnaire poll form interview fill",
        r"\b(?:survey|questionnaire)\b|\bfill(?:ing)? (?:in|out|up) (?:this|my|our|the|a|\ue000)|\b(?:quick|short|my|our) (?:poll|form|interview)\b",
    ),
    sign(
        "ask.event",
        "pushes an event or a stream",
        1.1,
        "rsvp webinar tickets ticket attend live tune stream streaming watch workshop conference meetup register seats spots tomorrow tonight join save event session",
        r"\brsvp\b|\bwebinars?\b|\b(?:tickets?|seats|spots) (?:are |is |now |still )?(?:available|on sale|left|here|limited|at|from|\ue000|go)|\btune in\b|\b(?:going|am|are|is|now|i'm|we're) (?:now )?live\b|\blive (?:now|on|at|stream)\b"
        r"|\bstreaming (?:now|on|at|live|tonight|\ue000)|\bsave (?:the date|your (?:seat|spot))\b|\bwatch (?:me|us|my|our|it here|live|now|\ue000)|\b(?:free|live|online|upcoming) (?:workshop|webinar|event|class|session|masterclass|training)\b|\bsee you there\b|\blimited (?:seats|spots)\b",
    ),
    sign(
        "ask.visit",
        "sends the reader to a page",
        1.0,
        "visit click go head link find more learn website info details read listen",
        r"\b(?:visit|click)(?: on)? (?:us|my|our|the|this|here|\ue000|on|for|now|link)|\b(?:go|head)(?: over| on)? to (?:my|our|\ue000|the link)|\b(?:find|learn|read|see|discover|know)(?: out)? more (?:at|here|about|on|in|\ue000|:)"
        r"|\blink (?:in|below|is in) |\bfind (?:it|us|me|them) (?:on|at|here)\b|\bmore (?:info|information|details)(?: at| here|:| on| \ue000)|\b(?:read|listen)(?: it| to it| to my| to our| my| our)? (?:here|on|at|\ue000)",
    ),
    sign(
        "ask.deal",
        "offers a deal",
        1.6,
        "off discount coupon promo free sale giveaway airdrop win deal offer bonus limited cheap price prices trial gift",
        r"\b\d+ ?% (?:off|discount)|\b(?:discount|coupon|voucher|promo) (?:code|for|on|of)?|\bfree (?:trial|month|shipping|gift|credits?|money|giftcards?|gift cards?|bonus)\b|\b(?:giveaway|give-away|airdrop)\b|\bwin (?:a|an|free|one|\$)"
        r"|\b(?:limited|special|exclusive|introductory|launch)(?:[- ]time)? (?:offer|deal|price|sale|discount|edition)\b|\bon sale\b|\bbest (?:price|deal)s?\b|\bonly \$ ?\d|\bgift cards?\b",
    ),
    sign(
        "ask.earn",
        "promises money",
        1.6,
        "earn money income profit invest investment passive forex trading bitcoin crypto cash rich loan betting casino",
        r"\b(?:earn|make|making|earning|win)(?: (?:some|extra|easy|real|good|free|up to|more|quick|\w+))? (?:money|cash|income|\$ ?\d+|profits?|btc|bitcoins?)\b|\b(?:passive|extra|steady) income\b|\bwork (?:from|at) home\b|\bforex\b|\binvest(?:ing|ment)? (?:in|with|now|platform|plan)\b|\b(?:casino|betting) ",
    ),
    sign(
        "ask.pitch",
        "pitches what it does for the reader",
        0.8,
        "lets allows helps enables helping you your users people easily makes better easier way platform no all-in-one everything never tired",
        r"\b(?:lets?|allows?|helps?|enables?|enabling|helping|letting|allowing)(?: for)? (?:you|users|people|developers|teams|everyone|anyone|companies|businesses|beginners|students|creators|us all|players|customers|makers|founders)\b"
        r"|\b(?:easier|easy|simple|simplest|easiest|fastest|better|best|new|fun|free|affordable) (?:way|tool|platform|place|app|alternative|solution) (?:to|for|that)\b|\byou can (?:now|use|easily|also|even|find|create|play|download|buy|get it)\b"
        r"|\ball[- ]in[- ]one\b|\bno (?:sign-?up|account|ads|credit card|coding|code|subscription)s?\b|\btired of\b|\bopen[- ]source (?:\w+ )?(?:alternative|tool|platform|app)\b|\bthe (?:first|only|best|easiest|fastest|ultimate) \w+",
    ),
    sign(
        "ask.disguised",
        "praises a product as a question",
        0.8,
        "anyone anybody tried heard seen used checked know",
        r"\b(?:has |have )?(?:any(?:one|body)|you(?: guys)?|y'all)(?: here| else)? (?:ever )?(?:tried|heard of|heard about|seen|checked out|used)\b[^.?!\n]{0,60}\ue000",
    ),
    sign(
        "ask.share",
        "shows it around",
        0.8,
        "share sharing wanted thought showcase show figured",
        r"\b(?:wanted to|thought i'd|would like to|want to|like to|just|let me|gonna|figured i'd|happy to|glad to|excited to)(?: just)? (?:share|show|showcase|present|introduce|announce)\b|\bsharing (?:my|our|this|it)\b|\bshow hn\b",
    ),
    sign(
        "ask.interest",
        "hopes that readers care for it",
        0.8,
        "interested interest useful helpful enjoy hope might like",
        r"\b(?:you|anyone|anybody|some(?:one|body)?|people|folks|y'all|of you|guys)(?: \w+)? (?:may|might|could|would|will)(?: \w+)? (?:be interested|like|enjoy|find|want)\b|\b(?:for (?:those|anyone|anybody)|if you're|if you are|if anyone is|in case (?:you|anyone)(?:'s|'re| is| are)?) (?:\w+ )?(?:interested|curious)\b|\bhope (?:you|y'all|it|this|someone|it's)(?: all| guys)? (?:like|likes|enjoy|enjoys|find|helps?|useful)\b",
    ),
)
