"""How the clinic line writes: replies become as few texts as possible, each within two segments.

Nothing is reworded or left out here, only put together. An emergency sentence opens a text of its own and
shares it with one thing alone: the plain sentence right after it, which says what became of the handoff.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.channels.gsm import count, to_gsm
from bot.dialogue.replies import Choice, Goodbye, Prompt, Reply, Statement, Transfer
from bot.nlu.meaning import Expect
from bot.values import Language

TEXT_UNITS = 306  # two segments; a third costs as much again, and more phones show it in pieces
LONG_TEXT_UNITS = 1530  # ten segments; only where ten texts would not do
MOST_TEXTS = 10  # in answer to one text; more is a broken flow

_YES_NO = {Language.EN: "1 yes, 2 no", Language.ES: "1 sí, 2 no"}


@dataclass(frozen=True, slots=True)
class Text:
    """One text as it is sent, and the places whose words stand in it."""

    body: str
    places: tuple[str, ...]

    @property
    def segments(self) -> int:
        """What it costs."""
        return count(self.body).segments


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one reply writes, in the GSM alphabet."""

    body: str
    place: str
    is_emergency: bool = False
    is_statement: bool = True


def texts(replies: Sequence[Reply], language: Language) -> tuple[Text, ...]:
    """The texts of one turn, in order; none where nothing is to be written."""
    pieces = [piece for reply in replies for piece in _pieces(reply, language) if piece.body]
    packed = _packed(pieces, TEXT_UNITS)
    if len(packed) > MOST_TEXTS:
        packed = _packed(pieces, LONG_TEXT_UNITS)
    return tuple(packed if len(packed) <= MOST_TEXTS else _most_important(pieces))


def written(replies: Sequence[Reply], language: Language) -> tuple[str, ...]:
    """The bodies of the texts of one turn."""
    return tuple(text.body for text in texts(replies, language))


def rendered_prompt(prompt_words: str, kind: Expect, choices: Sequence[Choice], language: Language) -> str:
    """A question exactly as it is sent, with what to reply: "… 1 yes, 2 no" or "… 1 hoy, 2 ayer."."""
    return to_gsm(f"{prompt_words.strip()} {_manners(kind, choices, language)}".strip())


def rendered_statement(statement_words: str) -> str:
    """A sentence exactly as it is sent."""
    return to_gsm(statement_words.strip())


def _manners(kind: Expect, choices: Sequence[Choice], language: Language) -> str:
    if kind is Expect.YES_NO:
        return _YES_NO[language]
    options = ", ".join(f"{choice.key} {choice.label.say}" for choice in choices)
    return f"{options}." if options else ""


def _pieces(reply: Reply, language: Language) -> Iterator[_Piece]:
    match reply:
        case Statement():
            yield _Piece(rendered_statement(reply.words.say), reply.place, reply.is_emergency)
        case Prompt():
            body = rendered_prompt(reply.words.say, reply.expects, reply.choices, language)
            yield _Piece(body, reply.place, is_statement=False)
        case Transfer() | Goodbye():
            return
        case _:
            assert_never(reply)


# -- putting together -----------------------------------------------------------------------------


def _blocks(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """What may stand in one text together, room apart."""
    blocks: list[list[_Piece]] = []
    for piece in pieces:
        if blocks and not piece.is_emergency and _takes(blocks[-1], piece):
            blocks[-1].append(piece)
        else:
            blocks.append([piece])
    return blocks


def _takes(block: Sequence[_Piece], piece: _Piece) -> bool:
    return not block[0].is_emergency or (len(block) == 1 and piece.is_statement)


def _packed(pieces: Sequence[_Piece], room: int) -> list[Text]:
    """Filling each text before the next is begun gives the fewest texts that keep the order."""
    packed: list[Text] = []
    for block in _blocks(pieces):
        first = len(packed)
        for piece in block:
            before = packed[-1] if len(packed) > first else None
            joined = f"{before.body}\n{piece.body}" if before else ""
            if before and count(joined).units <= room:
                packed[-1] = Text(joined, (*before.places, piece.place))
            else:
                packed += [Text(part, (piece.place,)) for part in _cut(piece.body, room)]
    return packed


def _cut(body: str, room: int) -> Iterator[str]:
    """The words in parts that fit, cut after a line or a sentence, else between words, else anywhere."""
    while count(body).units > room:
        head = body[:room]
        while count(head).units > room:
            head = head[:-1]
        ends = (head.rfind(gap) + 1 for gap in ("\n", ". ", "? ", "! ", " "))
        at = next((end for end in ends if end > room // 4), len(head))
        yield head[:at].strip()
        body = body[at:].strip()
    if body:
        yield body


def _most_important(pieces: Sequence[_Piece]) -> list[Text]:
    """More than ten long texts is a broken flow: emergencies and the question stay, said once each."""
    needed = [piece for piece in pieces if piece.is_emergency or not piece.is_statement]
    return _packed(list(dict.fromkeys(needed)), LONG_TEXT_UNITS)[-MOST_TEXTS:]
