"""Yes, no and not sure. A danger question is passed by a clear no alone: what is half a no is "unsure" here."""

import re

from bot.nlu.grammar import Hit, Hits
from bot.nlu.lexicon import Lexicon
from bot.nlu.meaning import Heard, Reason
from bot.nlu.text import Text

LOW_CONFIDENCE = 0.6
FEW_WORDS = 8
_COUNTED = {
    "one": "yes", "uno": "yes", "number one": "yes", "numero uno": "yes", "option one": "yes", "the first one": "yes",
    "two": "no", "dos": "no", "number two": "no", "numero dos": "no", "option two": "no",
    "the second one": "unsure",  # the second answer, or the second danger that was named?
}  # fmt: skip
_FINE = frozenset(
    ("im fine", "im good", "im ok", "im okay", "im alright", "all good", "estoy bien", "todo bien", "asi estoy bien")
)
_SAYS_ONE_OR_TWO = re.compile(r"\W*(?:option|opcion|number|numero|press|#)?\W*([12])(?:st|nd)?\W*")
# Noises that the word reader takes for fillers.
_NOISES = (
    ("yes", re.compile(r"\W*(?:u+h[ -]?hu+h|m+[ -]?h+m+|a+j+a+)\W*")),
    ("no", re.compile(r"\W*(?:n?u+h[ -]uh|u+n[ -]uh)\W*")),
)
# The word reader drops "really" and "very"; after a no they make it half a no.
_HALF_NO = re.compile(
    r"\b(?:not|no|isnt|isn't|dont|don't|doesnt|doesn't)\s+(?:really|completely|totally|entirely|exactly|very|fully|quite|"
    r"much|always|super|muy|realmente|totalmente|completamente|bastante|tanto|siempre|del todo|que yo sepa)\b"
)
_QUESTION_OPENERS = (
    "is it ", "can i ", "should i ", "do i ", "what ", "how ", "when ", "why ", "where ", "puedo ", "debo ", "que es ",
    "como ", "cuando ", "por que ", "donde ",
)  # fmt: skip
_NO_QUESTION = ("como no", "como que ", "what a ")
_NOT_UNDERSTOOD = (
    "what you mean", "what do you mean", "what that means", "dont understand", "didnt understand", "que significa",
    "no entiendo", "no entendi", "one moment", "hold on", "un momento", "espere",
)  # fmt: skip


def read_yes_no(lexicon: Lexicon, heard: Heard, text: Text, hits: Hits) -> tuple[str | None, tuple[Reason, ...]]:
    """`yes`, `no` or `unsure` and the words that say so; None where it is no answer, or too faint a no."""
    said = text.raw.strip()[:20]
    counted = _COUNTED.get(" ".join(text.words)) or _by_sound(text.flat)
    if counted is not None:
        return _unless_faint(heard, counted, said)
    if " ".join(text.words) in _FINE:  # a clear no to an offer; to a danger it denies nothing
        meant = "unsure" if heard.question.flags else "no"
        return meant, (Reason(f"answer: {meant}", said),)
    answer, hit = decided(lexicon, text, hits)
    half = _HALF_NO.search(text.flat)
    if half is not None and answer != "yes":
        return "unsure", (Reason("answer: half a no", half[0]),)
    if answer is None or hit is None:
        return None, ()
    words = text.quote(hit.start, hit.end)
    if _asks_back(text) and answer != "no":
        return None, (Reason("a question back", words),)
    return _unless_faint(heard, answer, words)


def is_bare_answer(lexicon: Lexicon, text: Text, hits: Hits) -> bool:
    """True where every word is a yes, a no or a doubt: it tells of nothing and wishes for nothing."""
    kinds = (f"cue_answer_{kind}" for kind in ("yes", "no", "unsure"))
    answering = {
        n for kind in kinds for hit in hits.get(lexicon.grammar.id(kind), ()) for n in range(hit.start, hit.end)
    }
    return len(answering) == len(text.tokens)


def _unless_faint(heard: Heard, answer: str, words: str) -> tuple[str | None, tuple[Reason, ...]]:
    is_faint = heard.confidence is not None and heard.confidence < LOW_CONFIDENCE
    if answer == "no" and is_faint and heard.question.flags:
        return None, (Reason("low confidence", words),)
    return answer, (Reason(f"answer: {answer}", words),)


def _by_sound(flat: str) -> str | None:
    key = _SAYS_ONE_OR_TWO.fullmatch(flat)
    if key is not None:
        return "yes" if key[1] == "1" else "no"
    return next((answer for answer, noise in _NOISES if noise.fullmatch(flat)), None)


def _asks_back(text: Text) -> bool:
    """True for a question instead of an answer: it says neither yes nor no, and is asked again."""
    line = " ".join(text.words)
    if text.raw.rstrip().endswith("?") or any(phrase in line for phrase in _NOT_UNDERSTOOD):
        return True
    return line.startswith(_QUESTION_OPENERS) and not line.startswith(_NO_QUESTION)


def decided(lexicon: Lexicon, text: Text, hits: Hits) -> tuple[str | None, Hit | None]:
    """Unsure beats yes beats no, unless the no is said twice over or opens the sentence."""
    yes, no, unsure, strong_no, strong_yes = (
        hits.get(lexicon.grammar.id(f"cue_answer_{kind}"), [])
        for kind in ("yes", "no", "unsure", "strong_no", "strong_yes")
    )
    if strong_no and not unsure:
        return "no", strong_no[0]
    if unsure:
        return "unsure", unsure[0]
    if strong_yes:
        return "yes", strong_yes[0]
    openers = sorted(
        [(hit.start, -hit.end, "yes", hit) for hit in yes] + [(hit.start, -hit.end, "no", hit) for hit in no],
        key=lambda entry: entry[:3],
    )
    if not openers:
        return None, None
    start, _, answer, hit = openers[0]
    if start > 2 and len(text.words) > FEW_WORDS - 2:
        return None, None
    if answer == "no" and any(other == "yes" and place > start for place, _, other, _ in openers):
        return ("unsure", hit) if len(text.words) <= FEW_WORDS else ("no", hit)
    return answer, hit
