"""A page taken apart, so that tests can ask what is in it."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr", "line", "circle", "rect", "path"}


class Page(HTMLParser):
    """Elements with their attributes, the text of each kind of element, and whether tags are balanced."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self.stack: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.setdefault(tag, []).append("")
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.stack.pop() == tag

    def handle_data(self, data):
        if self.stack:
            self.texts[self.stack[-1]][-1] += data

    def all(self, name: str) -> list[str]:
        """Every value of one attribute."""
        return [attributes[name] for _, attributes in self.elements if name in attributes]
