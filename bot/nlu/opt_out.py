"""Does the person ask us to stop texting or calling? Any reasonable wording, both languages.

The carriers' own words count when they are the whole message; sentences when they speak of messages or calls, and the
intent model does not find that absurd, or when the model alone is sure.
"""

from bot.nlu.lexicon import Lexicon
from bot.nlu.meaning import Reason
from bot.nlu.red_flags import Danger
from bot.nlu.text import Text, word_set
from bot.values import Disposition

_MESSAGES = word_set("texting texts text txt txts messages msgs mensajes mensaje textos sms")
_POLITE = _MESSAGES | word_set(
    "please thanks thank you por favor gracias now ya all everything todo ok okay no the esto this it hey hi"
    " already immediately ahora"
)
ABSURD = 0.3  # a sentence that the model finds less likely is a look-alike: "don't stop the texts"
SURE = 0.6  # from here the model needs no rule
SUREST = 0.75  # where danger is suspected: the numbers for help go along, and a nurse reads the words
SUSPECT = 0.4  # a chance of danger that counts: the model alone is not followed ("I want it all to end"), and beside
# plain words of an opt-out the doubt is kept
BY_MODEL = "opt-out: said as people say it who want no more messages"


def find_opt_out(
    lexicon: Lexicon, text: Text, danger: Danger, *, after_reminder: bool, chance: float | None
) -> Reason | None:
    """Why it is an opt-out, or None. A bare "cancel" counts only right after a reminder.

    `chance` is what the intent model thinks; None where a name or a note was asked for and the rules stand alone.
    The model alone is never followed where danger is likely ("I want it all to end"), nor for a word ("drop").
    """
    grammar, hits = lexicon.grammar, danger.hits
    words = [token.word for token in text.tokens]
    bare = [word for word in words if word not in _POLITE] or words
    whole = " ".join(bare)
    table = lexicon.tables["opt_out_words"]
    is_cancelled = whole in table["after_reminder"] and not _MESSAGES.isdisjoint(words)  # "cancel texts"
    if is_cancelled or whole in table["whole_message"] or (len(words) <= 4 and "".join(bare) in table["whole_message"]):
        return Reason("opt-out: a carrier word as the whole message", text.flat.strip()[:60])
    if whole in table["after_reminder"]:
        why = Reason("opt-out: cancel right after a reminder", text.flat.strip()[:60])
        return why if after_reminder else None
    harmless = hits.get(grammar.id("cue_not_opt_out"), [])
    for hit in hits.get(grammar.id("cue_opt_out"), []):
        is_excused = any(excuse.start < hit.end and hit.start < excuse.end for excuse in harmless)
        if not is_excused and (chance is None or chance >= ABSURD):
            return Reason("opt-out: asks us to stop", text.quote(hit.start, hit.end))
    enough = SURE
    if danger.disposition is not Disposition.NONE:
        if not danger.only_suspected or danger.suspicion >= SUSPECT:
            return None
        enough = SUREST
    if chance is not None and chance >= enough and len(words) > 1:
        return Reason(BY_MODEL, text.flat.strip()[:60])
    return None
