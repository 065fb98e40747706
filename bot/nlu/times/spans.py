"""Numbers that are no visit (ages, durations, the past), and times so many minutes ahead."""

from collections.abc import Sequence

from bot.nlu.times.words import Lex

MOST_AHEAD = 500  # minutes or hours


def no_visit(lexes: Sequence[Lex], index: int) -> int:
    """Ages, durations and the past name no visit: skipped. Returns where to go on."""
    if lexes[index].kinds.get("day") == "past":
        return index + 1
    if (
        lexes[index].is_("last")
        and index + 1 < len(lexes)
        and lexes[index + 1].is_("weekday", "weeks_unit", "months_unit", "weekend", "years_unit")
    ):
        return index + 2
    after = index
    while (
        after < len(lexes)
        and lexes[after].is_("not_a_visit", "around", "the")
        and not lexes[after].is_("number", "weekday", "month", "day")
    ):
        after += 1
    if after >= len(lexes) or not lexes[after].is_("number", "couple", "few"):
        return index
    unit = after + 1
    has_unit = unit < len(lexes) and lexes[unit].is_(
        "days_unit", "weeks_unit", "months_unit", "years_unit", "hours_unit", "minutes"
    )
    if has_unit and unit + 1 < len(lexes) and lexes[unit + 1].is_("ago"):
        return unit + 2
    led = any(lexes[i].is_("not_a_visit") for i in range(index, after))
    if led and (has_unit or not lexes[after - 1].is_("at", "the", "around")):
        return unit + 1 if has_unit else after + 1
    if has_unit and not lexes[unit].is_("oclock") and not _leads_ahead(lexes, index, unit):
        return unit + 1
    return index


def _leads_ahead(lexes: Sequence[Lex], index: int, unit: int) -> bool:
    before = index > 0 and lexes[index - 1].is_("in", "after")
    return before or (unit + 1 < len(lexes) and lexes[unit + 1].is_("from_now", "from", "after"))


def minutes_ahead(lexes: Sequence[Lex], index: int) -> tuple[int, int] | None:
    """The like of "in two hours", "dentro de 30 minutos": a moment. Minutes and where to go on."""
    start = index + 1 if lexes[index].is_("in") else index
    is_half = start + 1 < len(lexes) and lexes[start].is_("half")
    if start >= len(lexes):
        return None
    count = lexes[start].kinds.get("number")
    count = 2 if lexes[start].is_("couple") else 1 if count is None and lexes[start].is_("the") else count
    unit = start + 1
    if is_half or not isinstance(count, int) or isinstance(count, bool) or unit >= len(lexes):
        return None
    size = 60 if lexes[unit].is_("hours_unit") else 1 if lexes[unit].is_("minutes") else 0
    is_ahead = start > index or (unit + 1 < len(lexes) and lexes[unit + 1].is_("from_now"))
    if not size or not is_ahead or count > MOST_AHEAD:
        return None
    minutes = count * size
    after = unit + 1
    if size == 60 and after < len(lexes) and lexes[after].is_("and_half"):
        minutes, after = minutes + 30, after + 1
    is_closed = after < len(lexes) and lexes[after].is_("from_now")
    return minutes, after + is_closed
