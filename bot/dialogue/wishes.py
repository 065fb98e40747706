"""What the person wants beside the open question: the universal words, sentences with an answer of their own, and every
other wish. The first is served; what else was asked for is kept, and comes afterwards.
"""

from bot.dialogue import book as places
from bot.dialogue.events import Said
from bot.dialogue.flow import Waits, Wish
from bot.dialogue.reading import BARE_WORDS, UNIVERSAL, is_free_text, is_option_word, language_wanted, universal_key
from bot.dialogue.replies import Turn
from bot.dialogue.session import INSIDE
from bot.dialogue.stack import flow_of
from bot.dialogue.walk import Walk
from bot.nlu.meaning import Meaning, written
from bot.values import Channel, Intent

TOLD_WITH_WISH = "told_with_wish"  # a value: the times named in the words of the wish itself
IDLE = (Intent.THANKS_SMALLTALK, Intent.REPEAT, Intent.GO_BACK, Intent.START_OVER)  # ask for nothing new
NO_ERRAND = (*UNIVERSAL, *IDLE, Intent.WRONG_NUMBER)  # said now or never: not kept for later
MAX_LATER = 2  # wishes kept while another is served


def universal_wish(said: Said, step: Waits) -> Intent | None:
    """A universal wish, unless the words are long enough to be something else at a free question.

    Who wants a person and something else gets the person first; the other wish is kept for after it.
    """
    key = universal_key(said.text.strip(), step)
    if key is not None:
        return key
    intents = said.meaning.intents
    wish = Intent.TALK_TO_HUMAN if Intent.TALK_TO_HUMAN in intents else intents[0] if intents else None
    if wish not in UNIVERSAL:
        return None
    if wish is Intent.REPEAT and is_option_word(said.text, step):  # "otra" is another time
        return None
    is_bare = len(said.text.split()) <= BARE_WORDS
    if is_free_text(step) and not is_bare:
        return None
    if said.meaning.answer is not None and not is_bare:
        return None
    return wish


def universal(walk: Walk, wish: Intent, said: Said | None = None) -> Turn:
    """The words that work at every step; `said` where they were words, not keys."""
    match wish:
        case Intent.HELP:
            walk.state(places.HELP)
        case Intent.REPEAT:
            pass
        case Intent.LANGUAGE_SWITCH:
            walk.session = walk.session.changed(
                language=language_wanted(said.text if said else "", walk.session.language)
            )
            walk.state(places.LANGUAGE)
        case Intent.GO_BACK:
            go_back(walk)
            return walk.run()
        case Intent.START_OVER:
            walk.jump(places.AFRESH)
            return walk.run()
        case _:
            if said is not None and walk.session.channel is Channel.SMS:  # a call that people take is theirs
                keep_for_later(walk, said.meaning.intents)
            walk.jump(walk.book.common.intents[Intent.TALK_TO_HUMAN].to)
            return walk.run()
    return walk.run(again=True)


def go_back(walk: Walk) -> None:
    """To the question before, or out of an aside; a screen that is entered again has not been passed."""
    stack = walk.session.stack
    calling, _, asked = walk.session.previous.rpartition(INSIDE)
    previous = walk.book.find(asked)
    if previous and calling:
        target = stack.with_top(calling).on_top(previous)
    elif previous:
        target = stack.with_top(previous)
    elif stack.is_on_question(walk.book):
        target = stack.beneath
    else:
        walk.jump(places.AFRESH)
        return
    walk.leave_for(target)
    if target.holds(flow_of(places.SCREEN)):
        walk.session = walk.session.changed(screened_at=None)


def topic_of(walk: Walk, meaning: Meaning) -> Wish | None:
    """The own answer of a sentence that nobody can mistake; None where there is none, or none at this question."""
    wish = walk.book.common.topics.get(meaning.topic)
    return None if wish is not None and walk.asks_danger() and not wish.beside_danger else wish


def follow_topic(walk: Walk, meaning: Meaning) -> Turn:
    """To the topic's answer; at a danger question a few words, and the question again."""
    wish = walk.book.common.topics[meaning.topic]
    if walk.asks_danger():
        return tell_beside_danger(walk, meaning, wish)
    if wish.way == "aside":
        walk.aside(wish.to)
    else:
        walk.jump(wish.to)
    return walk.run()


def tell_beside_danger(walk: Walk, meaning: Meaning, wish: Wish) -> Turn:
    """A few words, and the danger question again: this was no try at an answer. What leaves it comes afterwards."""
    walk.tell(wish.beside_danger)
    if wish.way == "jump" and not meaning.topic:
        keep_for_later(walk, meaning.intents)
    return walk.run()


def follow_wish(walk: Walk, meaning: Meaning, intents: tuple[Intent, ...]) -> Turn:
    """Another wish than the one asked about: the first is served, the rest is kept, and so is a time told with it.

    What only sounds like a wrong number is asked about where nothing else was wished for.
    """
    known = [intent for intent in intents if intent in walk.book.common.intents]
    known = [intent for intent in known if intent is not Intent.WRONG_NUMBER] or known
    if not known:
        walk.jump(places.AFRESH)
        return walk.run()
    first, *rest = known
    keep_for_later(walk, tuple(rest))
    wish = walk.book.common.intents[first]
    if wish.way == "aside" and not walk.session.stack.is_empty:
        walk.aside(wish.to)
    else:
        times = meaning.windows if first is Intent.BOOK else ()  # "move my visit of Friday" tells the old day
        walk.session = walk.session.with_values({TOLD_WITH_WISH: written(times)})
        walk.jump(wish.to)
    return walk.run()


def guesses_of(walk: Walk, meaning: Meaning) -> tuple[Intent, ...]:
    """The two or three likeliest of what may be wished for, where one can ask back with them; else nothing."""
    names, known = walk.book.common.wordings, walk.book.common.intents
    if walk.session.is_locked or walk.facts.is_locked:  # after a danger the menu itself, with its 911, comes first
        return ()
    doors: dict[str, Intent] = {}  # ice and spasm care are one
    for guess in meaning.guesses:
        if guess in known and places.WISH + guess in names:
            doors.setdefault(known[guess].to, guess)
    return tuple(doors.values()) if len(doors) > 1 else ()


def ask_back(walk: Walk, meaning: Meaning, guesses: tuple[Intent, ...]) -> Turn:
    """Which of them was it? A time told with the words is kept for the visit it may be about."""
    walk.session = walk.session.changed(guesses=guesses)
    if Intent.BOOK in guesses:
        walk.session = walk.session.with_values({TOLD_WITH_WISH: written(meaning.windows)})
    walk.push(places.DID_YOU_MEAN[len(guesses) - 2])
    return walk.run()


def serve_guess(walk: Walk, which: int) -> Turn:
    """What was meant takes the place of our question, or of everything. A deploy may have taken the wish away."""
    meant, known = walk.session.guesses[which : which + 1], walk.book.common.intents
    wish = known[meant[0]] if meant and meant[0] in known else Wish(to=places.MENU)
    walk.session = walk.session.changed(guesses=())
    if wish.way == "aside" and not walk.session.stack.is_alone:
        walk.leave_for(walk.session.stack.with_top(wish.to))
    else:
        walk.jump(wish.to)
    return walk.run()


def keep_for_later(walk: Walk, intents: tuple[Intent, ...]) -> None:
    known = walk.book.common.intents
    others = [intent for intent in intents if intent in known and intent not in NO_ERRAND]
    new = [intent for intent in others if not walk.session.stack.holds(flow_of(known[intent].to))]
    if new:
        later = tuple(dict.fromkeys((*walk.session.later, *new)))[:MAX_LATER]
        walk.session = walk.session.changed(later=later)
