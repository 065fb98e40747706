"""Many small named checks over the content. Each yields its problems with place, sentence and cure, all at once.

Loading has refused before what would break the engine; here stands what would fail a person.
"""

from bot.dialogue.checks import disclosure, reading, structure, wordings
from bot.dialogue.checks.issue import Check, Content, Issue, Measure, Severity

CHECKS: tuple[Check, ...] = (
    wordings.languages,
    wordings.fits,
    wordings.placeholders,
    wordings.keywords,
    wordings.forbidden,
    wordings.numbers,
    wordings.promises,
    wordings.sources,
    structure.unreachable,
    structure.options,
    structure.sound_alikes,
    structure.screen_questions,
    structure.answers_stay,
    structure.flags_have_questions,
    structure.reviewed,
    disclosure.told_after_match,
    reading.readable,
)


def check(content: Content) -> list[Issue]:
    """Every problem, the worst first."""
    order = list(Severity)
    found = [issue for check in CHECKS for issue in check(content)]
    return sorted(found, key=lambda issue: (order.index(issue.severity), issue.code, issue.place))


__all__ = ["CHECKS", "Content", "Issue", "Measure", "Severity", "check"]
