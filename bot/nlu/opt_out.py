"""Does the person ask us to stop texting or calling? Any reasonable wording, both languages.

The carriers' own words count when they are the whole message; sentences when they speak of messages or calls.
"""

from bot.nlu.grammar import Hits
from bot.nlu.lexicon import Lexicon
from bot.nlu.meaning import Reason
from bot.nlu.text import Text, word_set

_POLITE = word_set(
    "please thanks thank you por favor gracias now ya all everything todo ok okay no the esto this it"
    " everything hey hi already immediately ahora por texting texts txt messages msgs mensajes mensaje"
    " sms"
)


def find_opt_out(lexicon: Lexicon, text: Text, hits: Hits, *, after_reminder: bool) -> Reason | None:
    """Why it is an opt-out, or None. A bare "cancel" counts only right after a reminder."""
    grammar = lexicon.grammar
    words = [token.word for token in text.tokens]
    bare = [word for word in words if word not in _POLITE] or words
    whole = " ".join(bare)
    table = lexicon.tables["opt_out_words"]
    if whole in table["whole_message"] or (len(words) <= 4 and "".join(bare) in table["whole_message"]):
        return Reason("opt-out: a carrier word as the whole message", text.flat.strip()[:60])
    if after_reminder and whole in table["after_reminder"]:
        return Reason("opt-out: cancel right after a reminder", text.flat.strip()[:60])
    harmless = hits.get(grammar.id("cue_not_opt_out"), [])
    for hit in hits.get(grammar.id("cue_opt_out"), []):
        if not any(excuse.start < hit.end and hit.start < excuse.end for excuse in harmless):
            return Reason("opt-out: asks us to stop", text.quote(hit.start, hit.end))
    return None
