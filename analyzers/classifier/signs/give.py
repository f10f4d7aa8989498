"""Signs of *give*: the value stays with the reader, or the talk is only about asks, adverts and prices."""

from __future__ import annotations

from analyzers.classifier.signs.sign import Sign, sign

GIVE_SIGNS: tuple[Sign, ...] = (
    sign(
        "give.thanks",
        "thanks or congratulates",
        -1.0,
        "thanks thank thx ty congrats congratulations welcome awesome appreciate cheers kudos tnx",
        r"\b(?:thanks|thank you|thx|tnx|congrat\w*|kudos|cheers|much appreciated|appreciate (?:it|your|the|that)|you're welcome|welcome (?:to|@))\b",
    ),
    sign(
        "give.praise",
        "praises somebody's work",
        -0.9,
        "nice great good cool awesome looks love amazing job work beautiful well",
        r"\b(?:nice|great|good|awesome|amazing|well) (?:job|work|one|stuff|done|idea|point|question|job!)\b|\blooks (?:good|great|nice|awesome|amazing|cool)\b|\b(?:love|like) (?:it|that|the|your)\b",
    ),
    sign(
        "give.question",
        "asks a question",
        -0.6,
        "how what why where when which who does do is are can could anyone should",
        r"\b(?:how|what|why|where|when|which|who|does|do|is|are|can|could|anyone|should|did|has|have|would)\b[^.!?\n]{2,160}\?",
    ),
    sign(
        "give.help",
        "asks for help with a problem",
        -1.1,
        "help stuck error issue problem trying can't cannot doesn't wrong not bug solve figure work works working understand why",
        r"\b(?:i'm|im|i am|got|get|been) (?:\w+ )?stuck\b|\b(?:can|could|would)(?: \w+){1,3} (?:please )?help\b|\bhelp me (?:with|understand|figure|fix|out|debug|please|in|solve)\b|\b(?:doesn't|does not|isn't|not|won't|don't|didn't) (?:seem to )?(?:work|working|run|load|show|pass|understand)\b"
        r"|\bi can(?:'t|not| not) (?:\w+ )?(?:get|figure|find|seem|make|understand|see|access)\b|\b(?:an?|this|the|following|same) (?:\w+ )?(?:error|problem|issue|bug)\b|\bwhat am i\b|\bwhat's wrong\b|\bany (?:help|idea|ideas|hints?|tips)\b",
    ),
    sign(
        "give.advice",
        "gives advice",
        -0.7,
        "should could need try use you'll you make recommend suggest easier better set just simply",
        r"\byou(?:'ll| will| should| could| might| may| can| need| have to|'d| would)(?: \w+)? (?:need|use|try|set|add|change|put|call|want|have|make|get|install|run|create|look|read|start|check|see|do|just|be)\b"
        r"|\b(?:i'd|i would|i) (?:recommend|suggest|advise)\b|\bmake sure\b|\btry (?:using|to|adding|with|changing|the following|removing|putting|it with|this:|something like)\b|\binstead of\b",
    ),
    sign(
        "give.reply",
        "answers somebody by name",
        -0.5,
        "@",
        r"^\s*@\w+",
    ),
    sign(
        "give.quote",
        "quotes what it answers",
        -0.4,
        ">",
        r"(?:^|\n)> ",
    ),
    sign(
        "give.opinion",
        "tells an opinion",
        -0.5,
        "think guess maybe probably imo imho believe feel seems sounds agree honestly depends",
        r"\b(?:i (?:think|guess|believe|feel|agree|suppose|mean|like|love|hate|prefer|doubt|wish|wonder)|imo|imho|maybe|probably|seems|sounds like|honestly|depends)\b",
    ),
    sign(
        "give.laugh",
        "is small talk",
        -0.6,
        "lol haha hahaha lmao hehe hey hi hello morning night ok yeah yes yep sure hmm wow oh",
        r"\b(?:lol|lmao|ha(?:ha)+|hehe|hmm+|wow|yeah|yep|nope|ok|okay|sure|oh|ah|good (?:morning|night|evening))\b",
    ),
    sign(
        "give.others",
        "speaks of what others made",
        -0.8,
        "he she they their his her someone somebody guy article by from found came read saw reading watching watched using",
        r"\b(?:he|she|they|someone|this guy|they've|he's|she's|they're)(?:'s|'ve)? (?:has |have |also |just |are |is |was |were )?(?:made|built|wrote|created|has|have|did|released|launched|making|building|posted|offers?|does|do|use|used)\b|\b(?:their|his) (?:\w+ )?(?:site|website|app|course|channel|blog|docs|book|video|api|server|project|free)\b"
        r"|\b(?:i|just|i've|i'm) (?:just |recently |been |'ve )?(?:found|came across|stumbled|saw|read|watched|reading|watching|learned|signed up|bought|subscribed|joined|used|using|tried)\b",
    ),
    sign(
        "give.about_ads",
        "talks about adverts or spam",
        -1.3,
        "spam spammer spamming ads ad advertising advert advertisement scam promoting promotion banned ban spammers advertise",
        r"\b(?:spam\w*|scam\w*|adverts?|advertis\w+|the ads|ads|banned|self[- ]promot\w+)\b",
    ),
    sign(
        "give.not_ask",
        "speaks of an ask without making it",
        -0.9,
        "don't didn't subscribed signed bought registered unsubscribe joined never without not cancel stop",
        r"\b(?:don't|do not|didn't|never|without|not|no need to|can't|stop|unable to|should i|did you|have to|had to)(?: \w+)? (?:subscrib\w+|sign(?:ing)? up|buy(?:ing)?|join(?:ing)?|follow(?:ing)?|download(?:ing)?|register(?:ing)?|pay(?:ing)?|vote|donat\w+)\b|\bunsubscribe\w*\b|\bi (?:just |already |have |'ve )?(?:subscribed|signed up|bought|registered|joined)\b",
    ),
    sign(
        "give.exercise",
        "shows a learner's exercise",
        -0.8,
        "challenge challenges exercise tribute zipline ziplines basejump homework assignment bonfire algorithm certificate tutorial learning lesson class school course",
        r"\b(?:challenges?|exercises?|tribute page|ziplines?|basejumps?|homework|assignments?|bonfires?|certificat\w+|for (?:class|school|practice)|tic tac toe|random quote|calculator|pomodoro|first (?:project|site|page|app))\b",
    ),
    sign(
        "give.house",
        "is about this community's own work",
        -0.7,
        "pull pr prs issue issues merge merged repo commit branch room chat here campers meetup fcc wiki docs maintainers contributors",
        r"\b(?:pull requests?|prs?|merged?|issue #?\d+|#\d{2,}|commits?|branch|campers?|this (?:room|chat|channel|server|sub|subreddit|community|group)|our (?:meetup|room|chat|study group|wiki|local))\b",
    ),
    sign(
        "give.unaffiliated",
        "says the sender has no stake",
        -1.5,
        "affiliated affiliation sponsored paid stake not",
        r"\b(?:not|no|never|un)[- ]?(?:in any way )?(?:affiliat\w+|sponsored|paid|associated)\b|\bno (?:affiliation|stake)\b",
    ),
    sign(
        "give.steps",
        "explains steps or reasons",
        -0.5,
        "because first then so since example docs means step if",
        r"\bbecause\b|\bfor example\b|\be\.g\b|\bthat means\b|\bso that\b|\bwhich means\b|(?:^|\n)\s*(?:\d[.)]|[-*]) ",
    ),
)
