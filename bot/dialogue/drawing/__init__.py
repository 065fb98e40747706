"""Pictures of flows: `draw` gives one flow as SVG text, without any program or service beside this one."""

from bot.dialogue.drawing.picture import draw

__all__ = ["draw"]
