"""Replies as texts: the document that answers Twilio, and the same words for the transcript."""

from bot.channels import sms
from bot.channels.twilio import twiml
from bot.dialogue.replies import Reply
from bot.services.turns import Rendered, Written
from bot.values import Language


def render_text(replies: tuple[Reply, ...], language: Language) -> Rendered:
    """What one turn says by text."""
    texts = sms.texts(replies, language)
    written = tuple(Written(text.body, text.places, text.segments) for text in texts)
    return Rendered(twiml.messages([text.body for text in texts]), written)
