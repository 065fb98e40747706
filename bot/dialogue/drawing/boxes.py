"""What stands in each box, and how much room it and its ways out need."""

import textwrap
from dataclasses import dataclass

from bot.dialogue.drawing.graph import Exit, Graph, Tone, in_words, tone_of
from bot.dialogue.drawing.layout import Size
from bot.dialogue.flow import Ask, Branch, Call, Choose, Do, Say, Step, ToStaff
from bot.dialogue.predicates import PREDICATES
from bot.values import Language

WIDTH = 236.0
LINE = 14.0
PADDING = 9.0
EXIT_WIDTH = 138.0
EXIT_HEIGHT = 20.0
EXIT_GAP = 6.0
ARM = 54.0  # the line from a box to its way out, with its label
_LETTERS = 38  # in a line of words
_EXIT_LETTERS = 21


@dataclass(frozen=True, slots=True)
class Box:
    """One step: its name, its words line by line, what it means, and its ways out on either side."""

    name: str
    step: Step
    title: str
    lines: tuple[str, ...]
    tone: Tone
    left: tuple[Exit, ...]
    right: tuple[Exit, ...]

    @property
    def height(self) -> float:
        """High enough for the words and for the ways out on either side."""
        words = 2 * PADDING + LINE * (1 + len(self.lines))
        exits = max(len(self.left), len(self.right)) * (EXIT_HEIGHT + EXIT_GAP)
        return max(words, exits)

    @property
    def size(self) -> Size:
        """The room for the box with its ways out."""
        beside = EXIT_WIDTH + ARM
        left, right = (beside if exits else 0.0 for exits in (self.left, self.right))
        return Size(WIDTH / 2 + left, WIDTH / 2 + right, self.height)


def boxes_of(flow: str, graph: Graph, language: Language) -> dict[str, Box]:
    """The boxes of a flow by the names of their steps."""
    return {name: _box(flow, name, step, graph, language) for name, step in graph.steps.items()}


def _box(flow: str, name: str, step: Step, graph: Graph, language: Language) -> Box:
    exits = [one for one in graph.exits if one.source == name]
    return Box(
        name,
        step,
        in_words(name),
        tuple(line for words in _words(step, language) for line in textwrap.wrap(words, _LETTERS)),
        tone_of(f"{flow}.{name}", step),
        tuple(one for one in exits if not one.tone.is_urgent),
        tuple(one for one in exits if one.tone.is_urgent),
    )


def _words(step: Step, language: Language) -> list[str]:
    """The wording as it is written, or what the step does."""
    match step:
        case Say():
            return [step.say.get(language, "")]
        case Ask() | Choose():
            options = [f"{option.key}  {option.say.get(language, '')}" for option in step.options]
            return [step.say.get(language, ""), *options]
        case Do():
            return [f"does: {in_words(step.action)}"]
        case Branch():
            return [f"looks at: {in_words(step.by)} ({', '.join(PREDICATES[step.by].outcomes)})"]
        case Call():
            return [f"goes through: {in_words(step.to)}"]
        case ToStaff():
            return [f"for staff: {in_words(step.reason)}, {in_words(step.urgency)}, {in_words(step.team)}"]
        case _:
            return []


def exit_words(shown: str) -> str:
    """A way out's name, cut where it is too long for its place."""
    return shown if len(shown) <= _EXIT_LETTERS else f"{shown[: _EXIT_LETTERS - 1].rstrip()}…"
