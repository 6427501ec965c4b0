"""A text as words that compare alike however they were spelt. It knows nothing of what the words are about."""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]")
_UMLAUT = re.compile("([aou])e")
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_WORD = re.compile(r"[^\W_]+")
_INITIAL = re.compile("\\b([a-z])[-\u2010\u2011](?=[a-z])")
_HYPHEN = re.compile("[-\u2010\u2011]")
_JOINED = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)+")
# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans({"æ": "a", "œ": "o", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"})


def fold(text: str) -> str:
    """Return `text` without case, marks and doubled letters; ä, ae and a are one, and so are ß, ss and s, y and i."""
    plain = text.casefold()
    if not plain.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain)).casefold().translate(_LETTERS)
    # y as i: factory then begins factories, and Meyer is Meier.
    return _DOUBLED.sub(r"\1", _UMLAUT.sub(r"\1", plain).replace("y", "i"))


def words(text: str) -> list[str]:
    """Return the folded words in order; a single Latin letter is none, as in Germany's, or begins one, as in e-mail."""
    return [word for word in _WORD.findall(_INITIAL.sub(r"\1", fold(text))) if len(word) > 1 or not "a" <= word <= "z"]


def spellings(text: str) -> frozenset[str]:
    """Return the folded words, and the hyphenated ones also written as one: Wi-Fi is wi, fi and wifi."""
    whole = (_HYPHEN.sub("", word) for word in _JOINED.findall(text))
    return frozenset(words(text)).union(*map(words, whole))


def telling(text: str) -> list[str]:
    """Return the folded words without those that questions are made of, unless there are no others."""
    written = words(text)
    return [word for word in written if word not in STOP_WORDS] or written


def phrasings(text: str) -> tuple[str, str]:
    """Return a text as its folded words, and as those of them that tell what is sought."""
    return " ".join(words(text)), " ".join(telling(text))


# Words that questions are made of. "it" is missing on purpose: people ask for IT security.
STOP_WORDS = frozenset(
    words(
        """
        a about am an and any are at be by can could did do does find for from get give go goes going had has have he
        her him his how i if in into is leave leaves let like me my of on or our please she should show so some tell
        that the their them then there these they this those to us was we were what when where which who whom whose why
        will with would you your
        ab aber alle als an auf aus bei beim bin bis bitte da dann das dass dem den der des dich die diese dieser
        dieses dir du ein eine einem einen einer eines er es etwas euch fährt findet finde fur gehen geht gibt haben
        hat hier ich ihr im in ist ja kann kommt können läuft man mein meine mich mir mit nach noch oder ob sein seit
        sich sie sind so statt über um und uns unser vom von vor wann war waren warum was weiß welche welchem welchen
        welcher welches wem wen wer wie wieder wir wird wo woher wohin zeig zu zum zur für
        """
    )
)
