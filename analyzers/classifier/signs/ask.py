"""Signs of *ask*: what is the reader asked to do for the sender, in plain words?"""

from __future__ import annotations

from analyzers.classifier.signs.sign import Sign, sign

_HERE = r"(?:here|now|at|on|today|free|below|via|it|\ue000|→|:)"

ASK_SIGNS: tuple[Sign, ...] = (
    sign(
        "ask.subscribe", "asks to subscribe or sign up",
        "subscribe sub sign signup register enroll enrol preorder pre-order pre-register waitlist registration "
        "newsletter mailing wishlist",
        r"(?:subscribe|sub)(?:,| (?:to|for|me|my|our|us|and|if|here|now|on|too|pls|please|\ue000))|"
        r"subscribe(?=\s*(?:$|[!.:,?\n]))",
        rf"sign[- ]?up (?:for|to|with|using|{_HERE})|(?:pre-)?register (?:for|by|and|{_HERE})|(?:enroll?|"
        rf"pre-?order) (?:in|{_HERE})",
        r"(?:waitlist|newsletter|mailing list)\b|registration (?:is|link|now)|wishlist (?:on|us|it|now|\w+)",
    ),
    sign(
        "ask.follow", "asks to follow or connect", "follow following connect add like followers friends",
        r"follow(?:ing)? (?:me|us|my|our|@\w+|along|the page|for|back|on|\ue000|him|her|it|and|to)|follow(?:,|$)|"
        r"connect with (?:me|us)|"
        r"add me\b|like (?:my|our|us|and|&|the page|this page|tag|our)|followers\b",
    ),
    sign(
        "ask.join", "invites to join", "join joining come hop you're you everyone all invited become be",
        r"join(?:ing)? (?:us|me|my|our|the|in|this|here|now|today|a|and|at|via|for|\ue000|discord|slack|@|if|free|"
        r"r/|\w+'s)",
        r"come (?:and )?(?:join|hang|chat|check|play|say|visit|see|watch|over|along|by|meet|sing|to (?:my|our|"
        r"r/))|hop (?:in|on|into|onto)\b",
        r"(?:you are|you're|everyone is|all) (?:\w+ )?(?:invited|welcome to join)|become (?:an? )?(?:member|"
        r"ambassador|mod|partner|patron)|join\b(?=[^\n]{0,30}\ue000)",
    ),
    sign(
        "ask.check_out", "asks to look at it", "check checkout checking look take have get give view peep watch see",
        r"check(?:ing)?[- ]+(?:it |this |that |them |him |her |me |us |mine |these |my [\w -]{1,30}? |"
        r"our [\w -]{1,30}? )?out\b|"
        r"check (?:my|our|this|it|the|these|mine|\ue000)|checkout (?:my|our|this|the|it|\w+'s|\ue000)|check-?out my",
        r"(?:take|have|get) (?:an? )?(?:quick |little )?(?:look|peek|glance|listen)\b|look at (?:my|our)\b|"
        r"view (?:my|our|it)\b|peep (?:my|this|it)",
    ),
    sign(
        "ask.try", "asks to try it", "try trying give gave play test testing free beta playtest",
        r"(?:try|trying|play|test(?:ing)?) (?:it|them|our|my|out|the (?:app|demo|beta|game|tool|new)|this|"
        r"for free|now|here|free|\ue000)|"
        r"(?:give|gave) (?:it|this|us|them|him|her|me|my \w+|our \w+)(?: \w+)? (?:an? )?(?:try|spin|go|shot|whirl|"
        r"listen|read|watch|chance)\b",
        r"free to (?:use|try|play)\b|beta (?:test|testers?|access)|playtest\b",
    ),
    sign(
        "ask.buy", "asks to buy, order or download",
        "buy order purchase grab shop download install book get hire available for selling in cop claim upgrade "
        "stream copy wishlist add cheap cheapest npm pip cargo",
        rf"(?:buy|order|purchase|grab|shop|download|install|book|cop|claim|upgrade|stream)(?: (?:yours?|one|an?|"
        rf"our|my|the|and|your|from|online|cheap|{_HERE})|!)",
        r"get (?:yours?|it (?:here|now|at|on|free|from)|started|your (?:own|copy|free|tickets?|spot|hands)|"
        r"an? (?:copy|free|ticket)|access|early|them here|instant|free|the (?:pdf|app|book|new))\b",
        r"hire me|available for (?:hire|work|purchase|freelance)|for sale\b|selling\b|in stock\b|"
        r"add (?:it )?to (?:slack|your server|chrome|cart)|cheap(?:est)? \w+|npm i |pip install |cargo add ",
    ),
    sign(
        "ask.vote", "asks for votes, stars or shares",
        "vote upvote upvotes leave drop smash hit star stars share retweet rt repost spread nominate rate review "
        "endorse like please pls plz thumbs comment boost bump sign tag",
        r"vote (?:for|us|me|my|our|on|here|now|it|daily|\ue000)|upvotes?\b|(?:leave|drop|smash|"
        r"hit)(?: us)?(?: an?| the)? (?:honest )?(?:star|like|review|rating|comment|thumbs|sub\w*|bell|follow)",
        r"star (?:it|us|the|my|our|on|if)\b|stars (?:welcome|and|appreciated)|share (?:it|this|the|with|my|our|"
        r"and|your|widely|or|\ue000)|retweet|rt (?:this|and|if|@|\ue000)|repost|spread the word|nominate",
        r"(?:rate|review|endorse|boost|bump) (?:my|our|me|us|it|the)\b|(?:please|pls|plz) (?:\w+ )?(?:like|share|"
        r"vote|star|comment|rate|boost|circulate|upvote|support)\b|"
        r"thumbs (?:this )?up|comment (?:below|on my|and)|sign (?:our|the|my|this) petition|like (?:and|&|,) \w+|"
        r"tag (?:two|a|your|\d)",
    ),
    sign(
        "ask.donate", "asks for money or support",
        "donate donation donations donating support back fund sponsor fundraiser gofundme kickstarter patreon "
        "contribute buy tips paypal help raising venmo",
        r"donat(?:e|ions?|ing)\b|(?:support|back|fund|sponsor|help) (?:me|us|my|our|the project|this project|"
        r"the campaign|a small)\b|fund-?rais\w+|gofundme|kickstarter|patreon",
        r"contribute (?:to|on|at|by|\ue000)|buy me a coffee|tips (?:appreciated|welcome)|paypal|venmo|"
        r"raising (?:money|funds)",
    ),
    sign(
        "ask.apply", "recruits or offers work",
        "hiring apply looking need needed seeking searching want hire hunting send job open paid for recruiting "
        "applications tryouts deadline phd postdoc",
        r"(?:(?<=re\x20)|(?<=is\x20)|(?<=now\x20)|(?<=ly\x20)|(?<=still\x20)|(?<=m\x20))(?:hiring|recruiting)\b|"
        r"hiring[:\]]|apply (?:now|here|at|today|by|via|to|for|\ue000|through)|applications\b|tryouts|deadline for",
        r"(?:looking|need|needed|seeking|searching|want|hire|hunting)(?: for| to hire| to find| someone to|"
        r" somebody to)? (?:an? |some |the |other |more |any |two |\d )?(?:[\w./+#-]+ ){0,4}?"
        r"(?:devs?|developers?|engineers?|designers?|co-?founders?|programmers?|coders?|interns?|freelancers?|"
        r"marketers?|moderators?|mods|writers?|partners?|artists?|editors?|contractors?|modell?ers?|coach|healers|"
        r"translators?|sponsors?|work|job|clients|opportunit\w+)\b",
        r"send (?:me |us )?(?:your |a )?(?:cv|resume|résumé|portfolio)|job (?:opening|offer|opportunit)\w*|"
        r"open (?:positions?|roles?|to work|to new|for work)|paid (?:position|gig|work|role|project|per)|"
        r"for hire\b|(?:phd|postdoc|open) position",
    ),
    sign(
        "ask.members", "looks for people to take part",
        "looking look anyone anybody someone somebody who if contributors contributions need care wanna want "
        "would recruiting",
        r"look(?:ing)? for (?:an? |some |more |new |other |\d+ |the )?(?:[\w-]+ ){0,2}?(?:people|members?|"
        r"testers?|contributors?|volunteers?|participants?|players?|collaborators?|users|folks|guys|team ?mates?|"
        r"feedback|creators|others)\b",
        r"(?:any(?:one|body)|some(?:one|body)|who)(?:'s)?(?: here| else| out there| in \w+)? (?:wants?|wanna|"
        r"interested|like to|willing|up for|down|need)\b",
        r"if (?:any(?:one|body)|you|u|some(?:one|body)|any of you)(?:'s|'re| is| are| guys are|"
        r" would)? (?:\w+ )?(?:interested|intrested|want|wants|wanna|like to|keen|curious|willing)\b",
        r"contributors?,? (?:are )?(?:welcome|wanted|needed)|contributions? (?:are |is )?welcome|need (?:your |"
        r"a )?(?:help|hand) (?:with|on|to)|need (?:one|two|\d+) more|care to (?:help|join)|would anyone (?:like|"
        r"want)",
    ),
    sign(
        "ask.contact", "asks to get in touch",
        "dm pm message msg email e-mail contact ping text call whatsapp inbox mail hmu hit reach drop send shoot "
        "get dms pms interested let feel talk write kik wickr reply telegram",
        r"(?:dm|pm|message|msg|email|e-mail|contact|ping|text|call|whatsapp|inbox|mail|hmu|kik|wickr|"
        r"write)(?: (?:me|us|@\w+|for|if|to|now|him|her|them|\+?\d)|:)|hit (?:me|us) up|reach (?:out|me|us|them)|"
        r"(?:drop|send|shoot) (?:me|us) (?:an?|your)\b",
        r"get in (?:touch|contact)|(?:dms?|pms?) (?:are |is )?open|hmu\b|interested\?|let me know if (?:you|"
        r"anyone|u|any)|feel free to (?:reach|contact|dm|message|add|ping|email|visit|register|share)|"
        r"reply (?:and|with|here)",
    ),
    sign(
        "ask.feedback", "asks for feedback on it",
        "feedback feedbacks thoughts suggestions opinions comments criticism critique ideas any some your love "
        "get appreciate looking want let tell what roast hear would be",
        r"(?:feedbacks?|thoughts|suggestions?|opinions?|comments?|criticism|critique|ideas)(?: \w+)? (?:(?:is|are|"
        r"would be|will be|very|much|really|most|so|more than|highly|always|greatly|also) )*(?:welcome|"
        r"appreciated|wanted|please|needed)\b",
        r"(?:any|some|your|love|get|appreciate|looking for|want|would)(?: \w+){0,2}? (?:feedback|thoughts|"
        r"suggestions|critique|opinions)\b",
        r"(?:let (?:me|us) know|tell me|tell us|hear)(?: \w+){0,2}? (?:what|if|how)(?: \w+)? you(?:'d|"
        r" would)?(?: all| guys)? (?:think|like|feel)\b|let (?:me|us) know what|what do (?:you|y'all|u)(?: guys|"
        r" all)? think\b|roast (?:my|our|it)\b|be honest\b",
    ),
    sign(
        "ask.survey", "asks to fill in a survey",
        "survey questionnaire fill filling quick short my our take interview",
        r"(?:survey|questionnaire)\b|fill(?:ing)? (?:in|out|up|the) |(?:quick|short|my|our) (?:poll|form|"
        r"interview)\b|take part\b|take \d min|interview (?:you|a few|people)",
    ),
    sign(
        "ask.event", "pushes an event or a stream",
        "rsvp webinar webinars tickets ticket seats spots tune live streaming save watch free online upcoming "
        "see limited workshop don't premieres set",
        r"rsvp\b|webinars?\b|(?:tickets?|seats|spots) (?:are |is |now |still )?(?:available|on sale|left|here|"
        r"limited|at|from|\ue000|go|with)|tune in\b|(?:(?<=going\x20)|(?<=is\x20)|(?<=are\x20)|(?<=m\x20)|"
        r"(?<=re\x20)|(?<=now\x20))live\b|live (?:now|on|at|stream)\b",
        r"streaming (?:now|on|at|live|tonight|\ue000)|save (?:the date|your (?:seat|spot))|watch (?:me|us|my|our|"
        r"here|live|now|the full|till|\ue000)|(?:free|live|online|upcoming) (?:workshop|webinar|event|class|"
        r"session|masterclass|training)\b|see you there|limited (?:seats|spots)|don't miss\b|premieres\b|set (?:a|"
        r"your) reminder",
    ),
    sign(
        "ask.visit", "sends the reader to a page",
        "visit click go goto head find learn read see discover know link more listen just visiting here best "
        "details",
        r"(?:visit|click)(?: on)? (?:us|my|our|the|this|here|\ue000|on|for|now|link)|(?:go|head)(?: over|"
        r" on)? to (?:my|our|\ue000|the link)|goto |(?:find|learn|read|see|discover|know)(?: out)? (?:more|"
        r"how)(?:$|:| (?:at|here|about|on|in|\ue000))",
        r"link(?:'s)? (?:in|below|is in|here)\b|find (?:it|us|me|them|out) |more (?:info|information|details)\b|"
        r"(?:read|listen)(?: it| to it| to my| to our| my| our| to this| this)? (?:here|on|at|\ue000)|see our\b",
    ),
    sign(
        "ask.deal", "offers a deal",
        "off discount coupon voucher promo free giveaway giveaways give-away airdrop win limited special "
        "exclusive introductory launch on best only gift save cheap half first giving deal deals % $",
        r"\d+ ?% (?:off|discount)|(?:discount|coupon|voucher|promo) (?:code|for|on|of)?|free (?:trial|months?|"
        r"shipping|gift|credits?|money|gift ?cards?|bonus|stuff|copy|v-?bucks|robux|coins|account)",
        r"(?:giveaways?|give-away|airdrop)\b|giving away|win (?:an?|free|one|\$|an)|(?:limited|special|exclusive|"
        r"introductory|launch)(?:[- ]time)? (?:offer|deal|price|sale|discount|edition)|on sale\b|best (?:price|"
        r"deal|rates)s?\b|only \$ ?\d|gift ?cards?\b|half (?:price|off)|save (?:up to|\d|\$)",
    ),
    sign(
        "ask.earn", "promises money",
        "earn make making earning passive extra steady work forex invest investing casino betting free bitcoin "
        "profit loan loans trade trades",
        r"(?:earn|make|making|earning)(?: (?:some|extra|easy|real|good|free|up to|more|quick|online))? (?:money|"
        r"cash|income|\$ ?\d+|profits?|btc|bitcoins?)|(?:passive|extra|steady) income|work (?:from|at) home|"
        r"forex\b|invest(?:ing)? (?:with|now|platform|plan)|casino|betting|loans? at|trades? bitcoin",
    ),
    sign(
        "ask.disguised", "praises a product as a question", "has have anyone anybody did you",
        r"(?:has |have |did )?(?:any(?:one|body)|you(?: guys)?|y'all)(?: here| else)? (?:ever )?(?:tried|try|"
        r"heard of|heard about|seen|see|checked out|used|using)\b[^.?!\n]{0,60}\ue000",
    ),
    sign(
        "ask.share", "shows it around",
        "wanted thought want like just let gonna figured happy glad excited sharing show would here's",
        r"(?:wanted to|thought i'd|want to|like to|just|let me|gonna|figured i'd|(?:happy|glad|excited|"
        r"proud) to)(?: just)? (?:share|show|showcase|present|introduce|announce|publish)\b|sharing (?:my|our|"
        r"this|it|with)\b|show hn\b",
    ),
    sign(
        "ask.interest", "hopes that readers care for it",
        "you anyone anybody someone people folks for if in hope might y'all guys",
        r"(?:you|anyone|anybody|some(?:one|body)?|people|folks|y'all|guys)(?: \w+)? (?:may|might|could|would|"
        r"will)(?: \w+)? (?:be interested|like|enjoy|find|love)\b|(?:for (?:those|anyone|anybody)|if you're|"
        r"if you are|if anyone is|in case (?:you|anyone)(?:'s|'re| is| are)?) (?:\w+ )?(?:interested|curious|into|"
        r"bored|looking)\b|hope (?:you|y'all|it|this|someone|it's)(?: all| guys)? (?:like|likes|enjoy|enjoys|find|"
        r"helps?|useful)\b",
    ),
)  # fmt: skip
