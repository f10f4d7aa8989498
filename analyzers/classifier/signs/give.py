"""Signs of *give*: the value stays with the reader, or the talk is only about asks, adverts and prices."""

from __future__ import annotations

from analyzers.classifier.signs.sign import Sign, sign

GIVE_SIGNS: tuple[Sign, ...] = (
    sign(
        "give.thanks", "thanks or congratulates",
        "thanks thank thx tnx ty tysm congrats congratulations kudos cheers appreciate appreciated welcome "
        "you're much merci",
        r"(?:thanks|thank you|thx|tnx|tysm|congrat\w*|kudos|cheers|merci|much appreciated|appreciate (?:it|your|"
        r"the|that)|you're welcome|welcome (?:to|@))",
    ),
    sign(
        "give.praise", "praises somebody's work", "nice great good awesome amazing well looks love like",
        r"(?:nice|great|good|awesome|amazing|well) (?:job|work|one|stuff|done|idea|point|question|start)\b|"
        r"looks (?:good|great|nice|awesome|amazing|cool)|(?:love|like) (?:it|that|the|your|how)\b",
    ),
    sign(
        "give.question", "asks a question", "?",
        r"\b(?:how|what|why|where|when|which|who|does|do|is|are|can|could|anyone|should|did|has|have|"
        r"would)\b[^.!?\n]{2,160}\?",
    ),
    sign(
        "give.help", "asks for help with a problem",
        "stuck can could would help doesn't does isn't not won't don't didn't i what what's any error problem "
        "issue bug why",
        r"stuck (?:on|at|with|in)|(?:can|could|would)(?: \w+){1,3} (?:please )?(?:help|explain|tell me|look at)\b|"
        r"help me (?:with|understand|figure|fix|out|debug|please|in|solve)|(?:doesn't|does not|isn't|not|won't|"
        r"don't|didn't) (?:seem to )?(?:work|working|run|load|show|pass|understand)\b",
        r"i can(?:'t|not| not) (?:\w+ )?(?:get|figure|find|seem|make|understand|see|access)|(?:error|problem|"
        r"issue|bug)\b|what am i\b|what's wrong|any (?:help|idea|ideas|hints?|tips)\b|why (?:is|does|do|doesn't|"
        r"isn't|are) (?:my|it|this|the)",
    ),
    sign(
        "give.advice", "gives advice",
        "you you'll you'd you're i'd i make try instead use just put set add don't never always",
        r"you(?:'ll| will| should| could| might| may| need| have to|'d| would)(?: \w+)? (?:need|use|try|set|add|"
        r"change|put|call|want|have|make|get|install|run|create|look|read|start|check|see|do|just|be)\b|(?:i'd|"
        r"i would|i) (?:recommend|suggest|advise|go with)\b|make sure\b",
        r"try (?:using|to|adding|with|changing|the following|removing|putting|it with|this:|something like)|"
        r"instead of\b|(?:use|put|set|add) (?:the|a|an|your|it|\ue002)\b",
    ),
    sign("give.reply", "answers somebody by name", "@", r"\A\s*@\w+"),
    sign("give.quote", "quotes what it answers", ">", r"(?:\A|\n)> "),
    sign(
        "give.opinion", "tells an opinion", "i imo imho maybe probably seems sounds honestly depends tbh",
        r"i (?:think|guess|believe|feel|agree|suppose|mean|like|love|hate|prefer|doubt|wish|wonder|remember|"
        r"know)\b|(?:imo|imho|tbh|maybe|probably|seems|sounds like|honestly|depends)\b",
    ),
    sign(
        "give.chat", "is small talk", "lol haha hahaha lmao hehe hmm wow yeah yep nope ok okay sure oh ah good",
        r"(?:lol|lmao|hahaha|haha|hehe|hmm|wow|yeah|yep|nope|ok|okay|sure|oh|ah)\b|good (?:morning|night|evening)",
    ),
    sign(
        "give.others", "speaks of what others made",
        "he she they someone this they've he's she's they're their his i i've i'm",
        r"(?:he|she|they|someone|this guy|they've|he's|she's|they're)(?:'s|'ve)? (?:(?:has|have|also|just|are|is|"
        r"was|were) )?(?:made|built|wrote|created|has|have|did|released|launched|making|building|posted|offers?|"
        r"does|do|use|used)\b",
        r"(?:their|his) (?:\w+ )?(?:site|website|app|course|channel|blog|docs|book|video|api|server|project|"
        r"free)\b|(?:i|i've|i'm) (?:(?:just|recently|been) )?(?:found|came across|stumbled|saw|read|watched|"
        r"reading|watching|learned|signed up|bought|subscribed|joined|used|using|tried)\b",
    ),
    sign(
        "give.about_ads", "talks about adverts or spam",
        "spam spammer spammers spamming scam scams scammers ads ad advert adverts advertising advertisement "
        "advertisements banned promotion",
        r"(?:spam\w*|scam\w*|adverts?|advertis\w+|ads|banned|self[- ]promot\w+)\b",
    ),
    sign(
        "give.not_ask", "speaks of an ask without making it",
        "don't do didn't never without not no can't stop unable should did have had unsubscribe i how where to",
        r"(?:don't|do not|didn't|never|without|not|no need to|can't|stop|unable to|should i|did you|have to|"
        r"had to|how (?:do|can) i|where (?:do|can) i)(?: \w+)? (?:subscrib\w+|sign(?:ing)? up|buy(?:ing)?|"
        r"join(?:ing)?|follow(?:ing)?|download(?:ing)?|register(?:ing)?|pay(?:ing)?|vote|donat\w+)\b",
        r"unsubscribe\w*|i (?:(?:just|already|have|'ve) )?(?:subscribed|signed up|bought|registered|joined|"
        r"applied|follow)\b",
    ),
    sign(
        "give.exercise", "shows a learner's exercise",
        "challenge challenges exercise exercises tribute zipline ziplines basejump basejumps homework assignment "
        "assignments bonfire bonfires certificate certification tic random calculator pomodoro first",
        r"(?:challenges?|exercises?|tribute|ziplines?|basejumps?|homework|assignments?|bonfires?|certificat\w+|"
        r"tic tac toe|random quote|calculator|pomodoro|first (?:project|site|page|app|pen))\b",
    ),
    sign(
        "give.house", "is about this community's own work",
        "pull pr prs merged merge issue commit commits branch campers this our @here @all meetup",
        r"(?:pull requests?|prs?|merged?|issue #?\d+|commits?|branch|campers?|meetup)\b|this (?:room|chat|channel|"
        r"server|sub|subreddit|community|group)\b|our (?:meetup|room|chat|study group|wiki|local)\b",
    ),
    sign(
        "give.unaffiliated", "says the sender has no stake", "not no never unaffiliated",
        r"(?:not|no|never) (?:in any way )?(?:affiliat\w+|sponsored|associated|stake|mine)\b|unaffiliated",
    ),
    sign(
        "give.because", "explains a reason or a step", "because for e.g that so which step first since",
        r"because\b|for example\b|that means\b|so that\b|which means\b|step \d|first,|since you\b",
    ),
)  # fmt: skip
