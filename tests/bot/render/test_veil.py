"""A report for readers who may not see every channel: figures stay, words, links and names go."""

from analyzers.reports import build_report
from bot.render.markdown import render_markdown
from bot.render.veil import PRIVATE, veiled
from tests.analyzers import kiln


def test_nothing_of_a_hidden_channel_is_left():
    made = build_report(kiln.evidence(), kiln.relationships())
    channels = {post.channel for post in made.posts} | {row.id for row in made.by["channel"]}
    for away in channels:
        shown = veiled(made, lambda channel, away=away: channel != away)
        text = render_markdown(shown)
        words = [post.text for post in made.posts if post.channel == away and len(post.text) > 12]
        assert not any(word in text for word in words)
        name = made.names.get(away)
        assert name is None or name not in {row.name for row in shown.by["channel"]}
        assert [row.takes for row in shown.by["channel"]] == [row.takes for row in made.by["channel"]]
        assert shown.balance == made.balance
        assert any(row.name == PRIVATE for row in shown.by["channel"]) or away not in {r.id for r in made.by["channel"]}
    assert veiled(made, lambda channel: True) is made
