"""The invariants of DESIGN.md 3 that are about content alone: a wording fits or does not, a graph leads to it or not.

Each is a sentence and the checks (`dialogue.checks`) that look for its breaches in everything the line can say.
"""

from collections.abc import Iterator

from bot.dialogue.checks import Content, disclosure, structure, wordings
from bot.dialogue.checks.issue import Check
from bot.dialogue.proofs.search import CounterExample

IN_WORDS: dict[str, tuple[str, tuple[Check, ...]]] = {
    "P6": (
        "every wording exists in every language and fits: the network's alphabet, its segments, four options at most",
        (wordings.languages, wordings.fits, wordings.placeholders, structure.options),
    ),
    "P7": ("no wording invites a carrier keyword as an answer, except the required notices", (wordings.keywords,)),
    "P8": (
        "every clinical sentence has its source; no dose, no diagnosis, no other drug outside the medicine questions",
        (wordings.sources, wordings.forbidden),
    ),
    "P9": (
        "nothing about a visit is told before somebody was recognised, or has just booked it",
        (disclosure.told_after_match,),
    ),
}


def breaches_in_words(content: Content) -> Iterator[CounterExample]:
    """Every breach; its conversation is the place alone."""
    for code, (_, checks) in IN_WORDS.items():
        for check in checks:
            for issue in check(content):
                if issue.is_error:
                    yield CounterExample(code, f"{issue.place}: {issue.sentence}", f"# {issue.cure}")
