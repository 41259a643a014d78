"""Text → shorter text that a few lines of JavaScript turn back: repeats by reference.

Lempel and Ziv's idea of 1977. What stood before is said by a mark, the distance back
and the length. Unlike zlib, whose bytes differ between its versions, the same text
gives the same bytes everywhere; unlike base64, most of it can still be read.
"""

from __future__ import annotations

from functools import cache

MARKS = "~@"
"""The marks of distances of two and of three digits; no text may hold them."""

DIGITS = "".join(chr(code) for code in range(35, 126) if chr(code) not in "<>&@\\")
SHORTEST = 5, 6
_KEY = 5
_CANDIDATES = 48

UNPACK = """\
const unpack = (packed, marks, digits) => {
  let text = "";
  let at = 0;
  const digit = () => digits.indexOf(packed[at++]);
  while (at < packed.length) {
    const mark = marks.indexOf(packed[at]);
    if (mark < 0) {
      text += packed[at++];
      continue;
    }
    at += 1;
    let back = digit() * digits.length + digit();
    if (mark) back = back * digits.length + digit();
    text += text.substr(text.length - back, digit() + 5 + mark);
  }
  return text;
};
"""
"""The JavaScript that turns a packed text back."""


@cache
def packed(text: str) -> str:
    """The text, with repeats by reference.

    >>> packed("to and fro, to and fro, to")
    'to and fro, ~#0+to'
    """
    assert not set(MARKS) & set(text), "a script holds a mark of the packing"
    found: list[str] = []
    places: dict[str, list[int]] = {}
    at = 0
    while at < len(text):
        back, length = _repeat(text, at, places)
        reference = _reference(back, length)
        found.append(reference or text[at])
        step = length if reference else 1
        for i in range(at, at + step):
            places.setdefault(text[i : i + _KEY], []).append(i)
        at += step
    return "".join(found)


def _repeat(text: str, at: int, places: dict[str, list[int]]) -> tuple[int, int]:
    """How far back the longest repeat of what follows stands, and how long it is."""
    best = 0, 0
    for place in reversed(places.get(text[at : at + _KEY], [])[-_CANDIDATES:]):
        length = _KEY
        most = min(at - place, len(text) - at, len(DIGITS) + SHORTEST[0] - 1)
        while length < most and text[place + length] == text[at + length]:
            length += 1
        if length > best[1] and length <= most:
            best = at - place, length
    return best


def _reference(back: int, length: int) -> str:
    """The repeat in a few characters; "" if it is too short to be worth it."""
    base = len(DIGITS)
    far = back >= base**2
    if length < SHORTEST[far] or back >= base**3:
        return ""
    digits = [back // base % base, back % base, length - SHORTEST[far]]
    if far:
        digits.insert(0, back // base**2)
    return MARKS[far] + "".join(DIGITS[digit] for digit in digits)
