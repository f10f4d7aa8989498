"""Is a message a generic pleasantry: kind words that would fit under any message, and nothing else?

English only: a message in another language is never one. The lists are short on purpose; a word that
names a thing (*release*, *error*, *recipe*) is in neither, and one in five such words is let pass.
"""

from __future__ import annotations

import re

_KIND = """
    amazing appreciate appreciated awesome beautiful best blessed bravo brilliant cheers congrats congratulations
    cool enjoy excellent excited exciting fabulous fantastic fun glad good great grateful gm gn happy hello hey hi
    hooray howdy incredible kudos legend legends legendary love loved lovely loving nice perfect pleased pleasure
    proud rock rocks stellar stoked super superb sweet terrific thank thanks thankful thx ty welcome wholesome
    wonderful wow yay
"""

_FILLER = """
    a about absolutely afternoon again ahead all always am an and another any anyone are around as at back be been
    being but by can community content crew day days dear definitely do doing done ever every everybody everyone
    everything evening family feel fellow folks for friend friends from full get going got group guys had has have
    having here hope how i in is it its job just keep know let lets like ll look looking lot lots m make makes making
    man many me mind moment more morning most much my never new night of oh on one ones our out over people place
    post posts put rest s see server share shared sharing so some someone stay stuff subreddit sure t take team
    that the their them there these they thing things this those time to today together tomorrow tonight too u up
    ur us ve very vibe vibes was way we week weekend well what whole will wish wishing with work world y yall you your
    yours monday tuesday wednesday thursday friday saturday sunday year
"""

#: Words that make a message pleasant.
KIND_WORDS = frozenset(_KIND.split())
#: Words that carry nothing of their own beside them.
FILLER_WORDS = frozenset(_FILLER.split())

_WORD = re.compile(r"[^\W\d_]+")
_SUBSTANCE = re.compile(r"https?://|www\.|`|\d|\?")
#: A pleasantry has no more words than this.
LONGEST = 25
_SHARE = 0.8


def is_pleasantry(text: str) -> bool:
    """Whether ``text`` is short, pleasant and generic: no link, code, figure or question in it.

    At most 25 words, at least one of KIND_WORDS, and four in five from KIND_WORDS and FILLER_WORDS.
    """
    if _SUBSTANCE.search(text):
        return False
    words = _WORD.findall(text.casefold())
    if not 1 <= len(words) <= LONGEST or not KIND_WORDS.intersection(words):
        return False
    generic = sum(word in KIND_WORDS or word in FILLER_WORDS for word in words)
    return generic >= _SHARE * len(words)
