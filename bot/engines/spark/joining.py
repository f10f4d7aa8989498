"""Which messages concern the brand, and what stands beside them: joins, windows and filters, nothing that judges.

Whether a message is a contact is for :mod:`analyzers.exchanges` to say; here a message is kept whenever it might be.
"""

from __future__ import annotations

from collections.abc import Collection

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F  # noqa: N812  the name that everybody gives it

_HEAD = ("id", "community", "channel", "author", "time", "reply_to", "thread", "mentions", "talk", "day")


def heads(messages: DataFrame) -> DataFrame:
    """Messages without their words: what contacts and counts are made of.

    ``asked`` is the message whose author must be known: the one answered, else the opener of the thread.
    """
    reply = F.when(F.col("reply_to") != "", F.col("reply_to"))
    opener = F.when(F.col("thread") != F.col("id"), F.col("thread"))
    reactors = F.flatten(F.transform("reactions", lambda reaction: reaction["users"]))
    return messages.select(*_HEAD, reactors.alias("reactors"), F.coalesce(reply, opener).alias("asked"))


def among(column: str, values: Collection[str]) -> Column:
    """Whether the column holds one of some values."""
    return F.col(column).isin(sorted(values))


def concerned(head: DataFrame, own: frozenset[str], turn: DataFrame | None) -> DataFrame:
    """The messages that may be contacts between the brand and others; ``turn`` holds those that follow another."""
    ours = F.array(*map(F.lit, sorted(own))).cast("array<string>")
    written = head.filter(among("author", own)).select(F.col("id").alias("asked"), F.lit(True).alias("to_us"))
    maybe = among("author", own) | F.arrays_overlap("mentions", ours) | F.arrays_overlap("reactors", ours)
    told = head.filter("talk").join(written, "asked", "left")
    if turn is None:
        none = F.lit(None)
        told = told.withColumns({"turn": none.cast("string"), "turn_author": none.cast("string")})
        told = told.withColumn("turn_time", none.cast("long"))
    else:
        told = told.join(turn, "id", "left")
    return told.filter(maybe | F.col("to_us") | F.col("turn").isNotNull())


def turns(head: DataFrame, rooms: DataFrame, own: frozenset[str], excluded: frozenset[str]) -> DataFrame:
    """The brand's turns and those after them in ``rooms``, where people take turns: what each one follows."""
    ours = head.filter(F.col("talk") & among("author", own)).select("channel").distinct()
    rooms = rooms.join(ours, "channel", "left_semi")
    talk = head.filter(F.col("talk") & ~among("author", excluded)).join(rooms, "channel", "left_semi")
    line = Window.partitionBy("channel").orderBy("time", "id")
    before = {name: F.lag(was).over(line) for name, was in _TURN.items()}
    across = among("author", own) | among("turn_author", own)
    told = talk.withColumns(before).filter(across & (F.col("turn_author") != F.col("author")))
    return told.select("id", *_TURN)


_TURN = {"turn": "id", "turn_author": "author", "turn_time": "time"}


def with_authors(maybe: DataFrame, head: DataFrame) -> DataFrame:
    """The messages with the authors of what they answer or stand under, as far as they are known."""
    asked = maybe.select("asked").filter("asked IS NOT NULL").distinct()
    known = head.filter("author IS NOT NULL").select(F.col("id").alias("asked"), F.col("author").alias("whose"))
    found = maybe.join(known.join(asked, "asked", "left_semi"), "asked", "left")
    return found.withColumns({
        "reply_author": F.when(F.col("asked") == F.col("reply_to"), F.col("whose")),
        "thread_author": F.when(F.col("asked") == F.col("thread"), F.col("whose")),
    })  # fmt: skip


def with_context(said: DataFrame, messages: DataFrame, nouns: DataFrame) -> DataFrame:
    """Beside each message what a judge reads: names, topic, and the words that it answers."""
    asked = said.select(F.col("reply_to").alias("id")).filter("id IS NOT NULL").distinct()
    words = messages.join(asked, "id", "left_semi")
    words = words.select(F.col("id").alias("reply_to"), F.col("text").alias("reply_text"))
    for kind, key in (("account", "author"), ("channel", "channel"), ("community", "community")):
        names = nouns.filter(F.col("entity") == kind)
        topic = [F.col("topic")] if kind == "channel" else []
        said = said.join(names.select(F.col("id").alias(key), F.col("name").alias(f"{key}_name"), *topic), key, "left")
    return said.join(words, "reply_to", "left")
