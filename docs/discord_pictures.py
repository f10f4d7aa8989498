"""Draw what people see in Discord, from the sample community: python docs/discord_pictures.py (needs Chromium).

A small page imitates Discord's look; the cards on it are the ones that the bot sends.
"""

from __future__ import annotations

import base64
import html
import re
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from bot.app import App
from bot.cogs.setup import setup_card
from bot.config import BrandSection, Config
from bot.connectors.files import ImportOptions, find_sources
from bot.demo import BRAND, paths
from bot.render.embeds import Card, fitted
from bot.render.embeds_check import check_card
from bot.render.embeds_progress import read_card, reading_card
from bot.render.embeds_report import relationships_card, report_card
from bot.render.embeds_review import history_card, review_card
from bot.render.pictures import balance_picture
from bot.render.veil import everywhere
from bot.services.case import case
from bot.services.check import check
from bot.services.collect import collect
from bot.services.orders import gather, pack
from bot.services.review import Reviewer
from bot.services.tools import Tools
from storage.models import from_millis, to_millis
from storage.reviews import Who

IMAGES = Path(__file__).parent / "images"
CHROMIUM = "chromium"
WIDTH = 660
DRAFT = "Wick 2 is out! Grab yours at https://puddlewick.example/shop, code SPRING takes 20 % off"
SETUP = ("3. Name, sites, time zone", "4. Read the history")
SELECTS = "".join(
    f'<div class="select">{text}<span>▾</span></div>'
    for text in (
        "1. Who speaks for the brand? (accounts and roles)",
        "2. Where do moderators review? (a private channel)",
    )
)
STYLE = """
body { margin: 0; background: #313338; color: #dbdee1;
  font: 15px/1.35 "gg sans", "Noto Sans", "DejaVu Sans", sans-serif; }
.message { display: flex; gap: 14px; padding: 14px 16px; }
.face { width: 40px; height: 40px; border-radius: 50%; background: #2d8a57; color: white; font-weight: 700;
  display: grid; place-items: center; flex: none; }
.name { color: #f2f3f5; font-weight: 600; } .app { background: #5865f2; color: white; border-radius: 4px;
  font-size: 10px; font-weight: 700; padding: 1px 5px; margin: 0 6px; vertical-align: 2px; }
.time, .hidden { color: #949ba4; font-size: 12px; }
.embed { background: #2b2d31; border-left: 4px solid; border-radius: 4px; padding: 10px 16px 14px 12px; margin-top: 6px;
  max-width: 540px; box-sizing: border-box; overflow-wrap: anywhere; }
.title { color: #f2f3f5; font-weight: 700; margin-bottom: 6px; } .part { font-size: 14px; margin-top: 8px; }
.head { color: #f2f3f5; font-weight: 700; margin-bottom: 1px; }
.quote { border-left: 4px solid #4e5058;
  padding-left: 10px; margin: 4px 0; color: #dbdee1; }
.foot { color: #b5bac1; font-size: 12px; margin-top: 10px; } .small { color: #949ba4; font-size: 12px; }
a { color: #00a8fc; text-decoration: none; } code { background: #1e1f22; border-radius: 4px; padding: 1px 3px; }
img { width: 100%; border-radius: 4px; margin-top: 10px; }
.ping { background: #3c4270; color: #c9cdfb; border-radius: 3px; padding: 0 2px; }
.dot { display: inline-block; width: 11px; height: 11px; border-radius: 50%; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
.select { display: flex; justify-content: space-between; max-width: 400px; box-sizing: border-box; margin-top: 8px;
  background: #1e1f22; border-radius: 4px; padding: 9px 12px; color: #949ba4; font-size: 14px; }
.button { border-radius: 4px; color: white; font-size: 14px; font-weight: 500; padding: 6px 14px; background: #4e5058; }
.red { background: #da373c; } .blue { background: #5865f2; } .green { background: #248046; }
.file { background: #2b2d31; border: 1px solid #404249; border-radius: 8px; padding: 10px 14px; margin-top: 8px;
  width: 300px; color: #00a8fc; font-size: 14px; }
"""


#: Fonts with emoji are not everywhere: here they are small discs.
SIGNS = {
    "🌱": "#3ba55c", "🟢": "#23a559", "🟠": "#f0883e", "🔴": "#da373c", "🟡": "#f0b232", "⚪": "#dbdee1", "👁": "#949ba4",
    "📄": "#00a8fc", "✅": "#23a559", "▫️": "#4e5058",
}  # fmt: skip


def drawn(text: str) -> str:
    """A piece of HTML with discs in place of emoji."""
    for sign, color in SIGNS.items():
        text = text.replace(sign, f'<span class="dot" style="background:{color}"></span>')
    return text


def markdown(text: str) -> str:
    """The part of Discord's Markdown that cards use, as HTML."""
    keep: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        keep.append(html.escape(found[1]))
        return f"\x00{len(keep) - 1}\x00"

    text = html.escape(re.sub(r"\\(.)", put_aside, text), quote=False)
    text = re.sub(r"&lt;t:\d+:R&gt;", "2 seconds ago", text)
    text = re.sub(r"&lt;#\d+&gt;", '<span class="ping">#mods</span>', text)
    text = re.sub(r"&lt;@&amp;\d+&gt;", '<span class="ping">@team</span>', text)
    names = iter(("Maren", "Tobi", "Ida"))
    text = re.sub(r"&lt;@\d+&gt;", lambda _: f'<span class="ping">@{next(names, "Maren")}</span>', text)
    text = re.sub(r"`([^`]*)`", r"<code>\1</code>", text)
    text = re.sub(r"\[([^\]]*)\]\(([^)\s]*)\)", r'<a href="\2">\1</a>', text)
    for mark, tag in (("\\*\\*", "b"), ("__", "u"), ("\\*", "i")):
        text = re.sub(rf"{mark}(.+?){mark}", rf"<{tag}>\1</{tag}>", text)
    rows = [_row(row) for row in text.split("\n")]
    return re.sub("\x00(\\d+)\x00", lambda found: keep[int(found[1])], "".join(rows))


def _row(row: str) -> str:
    if row.startswith("&gt; "):
        return f'<div class="quote">{row[5:]}</div>'
    if row.startswith("-# "):
        return f'<div class="small">{row[3:]}</div>'
    return f"<div>{row or '&nbsp;'}</div>"


def embed(card: Card, picture: bytes = b"") -> str:
    """A card as Discord draws it."""
    (small,) = fitted([card])
    parts = [f'<div class="title">{markdown(small.title)}</div>', f'<div class="part">{markdown(small.text)}</div>']
    for field in small.fields:
        body = f'<div class="head">{markdown(field.name)}</div>{markdown(field.value)}'
        parts.append(f'<div class="part">{body}</div>')
    if picture:
        parts.append(f'<img src="data:image/png;base64,{base64.b64encode(picture).decode()}">')
    if small.footer:
        parts.append(f'<div class="foot">{html.escape(small.footer)}</div>')
    return f'<div class="embed" style="border-color:#{small.color:06x}">{"".join(parts)}</div>'


def message(*bodies: str, hidden: bool = False) -> str:
    """A message of the bot."""
    head = '<span class="name">givetake</span><span class="app">APP</span><span class="time">today at 09:00</span>'
    foot = '<div class="hidden">👁 Only you can see this</div>' if hidden else ""
    return f'<div class="message"><div class="face">g</div><div>{head}{"".join(bodies)}{foot}</div></div>'


def buttons(*names: str) -> str:
    """A row of buttons."""
    colors = {"Agree": "red", "Override": "green", SETUP[0]: "blue", SETUP[1]: "green"}
    return (
        '<div class="buttons">'
        + "".join(f'<span class="button {colors.get(name, "")}">{name}</span>' for name in names)
        + "</div>"
    )


def draw(name: str, *messages: str) -> None:
    """Render messages to docs/images/NAME.png, as high as they are."""
    page = f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><body>{drawn(''.join(messages))}"
    script = "<script>document.title = document.body.scrollHeight</script>"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "page.html")
        file.write_text(page + script, encoding="utf-8")
        dumped = _chromium(f"--window-size={WIDTH},100", "--dump-dom", f"file://{file}")
        height = int(re.search(r"<title>(\d+)</title>", dumped)[1])  # type: ignore[index]
        shot = f"--screenshot={IMAGES / name}.png"
        _chromium(f"--window-size={WIDTH},{height}", "--force-device-scale-factor=1.5", shot, f"file://{file}")


def _chromium(*arguments: str) -> str:
    common = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
    return subprocess.run([CHROMIUM, *common, *arguments], capture_output=True, text=True, check=True).stdout


def sample() -> tuple[App, Tools]:
    """The sample community in memory, as the bot sees it on the day after its last message."""
    brand = BrandSection.model_validate({key: getattr(BRAND, key) for key in BrandSection.model_fields})
    app = App(Config(brand=brand), database=":memory:")
    sources = find_sources([str(path) for path in paths()], options=ImportOptions()).sources
    collect(app.store, sources, app.deriver())
    last = app.store.totals().last or 0
    now = from_millis(last) + timedelta(hours=2)
    return app, Tools(app.store, app.config, app.classifier, app.forecaster(), now)


def main() -> None:
    """Draw all pictures."""
    app, tools = sample()
    made = tools.report(60)
    picture = balance_picture(made)
    draw("discord-report", message(embed(report_card(made), picture), hidden=True))
    people = embed(relationships_card(made, made.relationships, 0, ""))
    draw("discord-relationships", message(people, buttons("◀ Back", "Next ▶"), hidden=True))
    draft = check(app.store, app.brand, app.classifier, DRAFT, community=None, days=60, section=app.config.report)
    draw("discord-check", message(embed(check_card(draft)), hidden=True))
    section = app.config.review.model_copy(update={"max_age_days": 400})
    reviewer = Reviewer(tools.deriver, section)
    reviewer.look(tools.millis)
    takes = [each for each in app.store.queue(tools.millis) if each.label.label == "take"]
    first, second = takes[0], takes[1]
    card = embed(review_card(case(tools.deriver, app.config.report, first), everywhere))
    reviewer.decide(second.id, "override", Who(id="discord:1", name="Maren"), to_millis(tools.now))
    done = case(tools.deriver, app.config.report, reviewer.get(second.id))
    kept = embed(review_card(done, everywhere))
    draw(
        "discord-queue",
        message(card, buttons("Agree", "Override", "Unsure", "Snooze", "History")),
        message(kept, buttons("Undo", "History")),
    )
    draw("discord-history", message(embed(history_card(done.review, done.deeds)), hidden=True))
    parcel = pack(gather(tools, 30, tools.now - timedelta(days=60)), everywhere, tools.now, "givetake digest 1")
    files = "".join(f'<div class="file">📄 {name}</div>' for name, _ in parcel.files if name.endswith(".md"))
    draw(
        "discord-progress",
        message(embed(reading_card("#tub-talk", 0.42, 12_300, tools.now))),
        message(embed(read_card(18_515, 190, ("I cannot read #staff: no permission.",)))),
    )
    chosen = app.config.model_copy(update={"review": app.config.review.model_copy(update={"channel": "discord:1"})})
    draw("discord-setup", message(embed(setup_card(chosen)), SELECTS, buttons(*SETUP), hidden=True))
    draw("discord-digest", message(embed(parcel.cards[0], dict(parcel.files).get("balance.png", b"")), files))


if __name__ == "__main__":
    CHROMIUM = sys.argv[1] if len(sys.argv) > 1 else CHROMIUM
    main()
