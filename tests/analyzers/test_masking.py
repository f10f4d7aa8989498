"""People are taken out of words, brands and words of the language stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.masking import HIDDEN, Mask

NAMES = {
    "Maya": "Member 1", "mossy_yuki": "Member 2", "Imre Kovács": "Member 3", "🌱 Ada Lovelace 🌱": "Member 4",
    "1234567": "Member 1", "The Gardener": "Member 5", "J": "Member 6",
}  # fmt: skip
MASK = Mask(NAMES, ["Tobi", "kilnclay"], ["Carl", "otter99", "green", "Jo Ann"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("thanks Maya!", "thanks Member 1!"),
        ("MAYA's kiln, @maya.", "Member 1's kiln, @Member 1."),
        ("Mayan pots, mayas", "Mayan pots, mayas"),
        ("ask u/mossy_yuki or /u/mossy_yuki", "ask u/Member 2 or /u/Member 2"),
        ("Imre Kovács said, and Imre too", "Member 3 said, and Member 3 too"),
        ("ada lovelace? Ada?", "Member 4? Member 4?"),
        ("the glaze of The Gardener", "the glaze of Member 5"),
        ("@Tobi and u/kilnclay know", "@Tobi and u/kilnclay know"),
        ("@stranger u/somebody @everyone", f"@{HIDDEN} u/{HIDDEN} @everyone"),
        ("Carl is right, carl too, otter99", f"{HIDDEN} is right, carl too, {HIDDEN}"),
        ("green glaze, Green tea", "green glaze, Green tea"),
        ("mail me: a.b@c.example or <@1234567> or +49 170 1234567", f"mail me: {HIDDEN} or {HIDDEN} or {HIDDEN}"),
        ("see https://me.example/Maya", "see [link]"),
        ("J is short", "J is short"),
        ("", ""),
    ],
)
def test_words(text, told):
    assert MASK.words(text, 200) == told


def test_links_of_the_brand_stay_but_names_in_them_go():
    assert MASK.words("shop https://kiln.example/spring", 200, links=True) == "shop https://kiln.example/spring"
    assert "Maya" not in MASK.words("https://kiln.example/Maya", 200, links=True)


def test_words_are_shortened():
    shown = MASK.words("clay " * 100, 40)
    assert len(shown) <= 40
    assert shown.endswith(HIDDEN)


@given(st.text(max_size=200), st.lists(st.text("abcXYZ _.é", min_size=3, max_size=9), max_size=5))
def test_no_known_name_survives_at_the_edges_of_words(text, names):
    mask = Mask(dict.fromkeys(names, "M"))
    for name in names:
        core = name.strip(" _.")
        if len(core) >= 3 and core.isalnum():
            assert core not in mask.names(f"{text} {core} {text}").split()
