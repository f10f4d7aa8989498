"""The rules of the report in words, by the first part of a line's key; figures come from the code they describe."""

from __future__ import annotations

from analyzers.conversations import ANSWERABLE
from analyzers.hollow import ALIKE, BEFORE_TAKE, BUNCH
from analyzers.pleasantries import LONGEST
from analyzers.shingles import SHORTEST, SIZE
from analyzers.steps import CONTACTS, MOST, SOON

_HOURS = round(BEFORE_TAKE.total_seconds() / 3600)

RULES: dict[str, str] = {
    "forecast": (
        "What was said of each relationship 30 days before the audit against who contacted the brand since. Expected "
        "is the sum of the probabilities given then."
    ),
    "reviews": (
        "Every post that was flagged so far. It waits until a moderator agrees with the model, overrides it or is "
        "unsure; givetake queue and the moderators' channel hold each with its text, its reasons and who decided."
    ),
    "returned": (
        "A give is returned if the member contacts the brand more than 48 hours and up to 9 days after it. The control "
        "are the same members' contacts that got no answer. Both are compared within the same member, equally busy "
        "with the brand in the week before (Mantel-Haenszel, interval by bootstrap over members): associated with, "
        "not caused by."
    ),
    "source": (
        "Everything in the store up to the moment of the audit, whoever wrote it. A reply is a message that names "
        "the message it answers."
    ),
    "verdict": (
        "The share of takes against what the community tolerates. 'Above' or 'within': the whole 95 % interval lies "
        "on that side. 'Probably': the 80 % interval does. Otherwise it is too close to call, and below the minimum "
        "count too few to judge."
    ),
    "balance": (
        "A give is a message whose value flows to the reader, a take one whose value flows to the sender (something "
        "of their own together with an ask). The share of takes is takes / (gives + takes), with its 95 % Wilson "
        "interval; unsure messages are counted, but in no share."
    ),
    "trend": (
        "The share of takes in the recent period less that in the period of the same length before it, with "
        "Newcombe's 95 % interval. 'Up' or 'down' only if that interval leaves out zero."
    ),
    "hollow": (
        f"A copy is a give that shares {ALIKE * 100:.0f} % of its {SIZE}-word runs with an earlier give of the brand, "
        f"from {SHORTEST} words on; advice given again to somebody who asked is no copy. A pleasantry is generic "
        f"kindness of at most {LONGEST} words; {BUNCH} or more of them within {_HOURS} hours before a take in the "
        "same community are hollow."
    ),
    "one_way": (
        "Messages of the brand that answered nobody (no reply, mention, thread or turn of talk leads from them to a "
        "member) and that nobody answered up to the moment of the audit."
    ),
    "cohorts": (
        "Members by state now. Up, held and down compare with their state 30 days earlier on the ladder Failed, "
        "Weakening, Growing, Strong; new means that they had no state then."
    ),
    "relationships": (
        "Weakening first, then Strong, Growing, undecided and Failed; within these the soonest trip wire leads. Among "
        "Failed, those who are silent only with us come first, then those who contacted us most."
    ),
    "steps": (
        f"Who waits for an answer, and who contacted us at least {CONTACTS} times and has a trip wire within "
        f"{SOON.days} days or is Weakening at 50 % and more: by state (Weakening, Strong, Growing, new), those who "
        f"wait first, then the soonest trip wire; at most {MOST}."
    ),
    "member": (
        "The state follows from the chance that the member contacts the brand within 30 days: Failed below 5 %, now "
        "and 30 days ago; Strong from 50 %, with a contact in the last 30 days; Weakening below 5 %, below their own "
        "norm, or from 50 % 30 days ago; Growing otherwise. The norm is the mean of their chance over the six months "
        "before. The trip wire is the date on which the state turns for the worse if the member stays silent and all "
        "others go on as they do."
    ),
    "starters": "The brand's messages by how many distinct members answered them, then by the number of answers.",
    "to_answer": (
        f"What members asked the brand in the last {ANSWERABLE.days} days and it has not answered since, by the "
        "asker's state (Weakening, Strong, Growing, new, Failed), longest waiting first."
    ),
}
