"""The Discord face, one file per thing a person can see; each is an extension that the client loads."""

EXTENSIONS: tuple[str, ...] = ("bot.cogs.listen", "bot.cogs.faces")
