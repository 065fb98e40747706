"""From the words of a document to its verbs. Every value has the gateway's own default, and a wrong one
is told and replaced by that default."""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from bot.channels.simulator import documents as doc
from bot.channels.simulator.documents import Audible, Document, Problem, Verb, response_of

KEYS = frozenset("0123456789*#")
SPEECH_MODES = frozenset({"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"})

_ALLOWED: dict[str, str] = {
    "Say": "voice language loop",
    "Play": "loop digits",
    "Pause": "length",
    "Gather": "input action method timeout numDigits finishOnKey actionOnEmptyResult speechTimeout speechModel "
    "language hints profanityFilter partialResultCallback partialResultCallbackMethod enhanced bargeIn debug "
    "maxSpeechTime",
    "Redirect": "method",
    "Dial": "action method timeout timeLimit hangupOnStar callerId record recordingStatusCallback "
    "recordingStatusCallbackMethod recordingStatusCallbackEvent recordingTrack answerOnBridge ringTone trim "
    "callReason referUrl referMethod sequential events passports",
    "Queue": "url method reservationSid postWorkActivitySid",
    "Enqueue": "action method waitUrl waitUrlMethod workflowSid maxQueueSize",
    "Record": "action method timeout finishOnKey maxLength playBeep trim recordingStatusCallback "
    "recordingStatusCallbackMethod recordingStatusCallbackEvent transcribe transcribeCallback",
    "Hangup": "",
    "Leave": "",
    "Reject": "reason",
    "Message": "to from action method statusCallback",
}


class Reader:
    """Reads one document; collects what is wrong with it on the way."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def warn(self, words: str, code: int = 12200) -> None:
        self.problems.append(Problem(code, words))

    def number(self, element: Element, name: str, default: int, lowest: int = 0) -> int:
        text = element.get(name)
        if text is None:
            return default
        if text.isascii() and text.isdigit() and int(text) >= lowest:
            return int(text)
        self.warn(f'{element.tag}: {name}="{text}" is no whole number of at least {lowest}; {default} is used.')
        return default

    def one_of(self, element: Element, name: str, default: str, *others: str) -> str:
        text = element.get(name, default)
        if text in (default, *others):
            return text
        self.warn(f'{element.tag}: {name}="{text}" is unknown; {default} is used.')
        return default

    def method(self, element: Element, name: str = "method") -> str:
        return self.one_of(element, name, "POST", "GET")

    def children(self, element: Element, *names: str) -> Iterator[Element]:
        """The nested elements of these names; any other is told and left out."""
        for child in element:
            if child.tag in names:
                self.check(child)
                yield child
            else:
                self.warn(f"{child.tag} may not stand inside {element.tag}.")

    def check(self, element: Element) -> None:
        allowed = _ALLOWED.get(element.tag, "").split()
        for name in element.attrib:
            if name not in allowed:
                self.warn(f'{element.tag}: the attribute "{name}" is unknown.')


def read(body: str, allowed: frozenset[str]) -> Document:
    """The document's verbs; only `allowed` ones are executed. Raises Unreadable."""
    root = response_of(body)
    reader = Reader()
    verbs: list[Verb] = []
    if (root.text or "").strip() or any((child.tail or "").strip() for child in root):
        reader.warn("Words outside any verb are not said.")
    for element in root:
        if element.tag not in allowed:
            known = {name.lower(): name for name in allowed}.get(element.tag.lower())
            reader.warn(f"The verb {element.tag} is unknown here" + (f"; is {known} meant?" if known else "."))
            continue
        reader.check(element)
        verbs.append(_READERS[element.tag](reader, element))
    return Document(tuple(verbs), tuple(reader.problems))


def _folded(text: str) -> str:
    return " ".join(text.split())


def _say(reader: Reader, element: Element) -> doc.Say:
    for inner in element.iter():
        if inner is not element and inner.tag not in SPEECH_MODES:
            reader.warn(f"{inner.tag} may not stand inside Say.")
    words = _folded("".join(element.itertext()))
    if len(words) > doc.MAX_SPOKEN:
        reader.warn(f"Say has {len(words)} characters; {doc.MAX_SPOKEN} can be spoken.", 13521)
    if not words:
        reader.warn("Say has no words.")
    times = reader.number(element, "loop", 1)
    return doc.Say(words, element.get("language", "en-US"), times or 1000)


def _play(_: Reader, element: Element) -> doc.Play:
    return doc.Play((element.text or "").strip())


def _pause(reader: Reader, element: Element) -> doc.Pause:
    return doc.Pause(reader.number(element, "length", 1, lowest=1))


def _audible(reader: Reader, element: Element) -> Audible:
    match element.tag:
        case "Say":
            return _say(reader, element)
        case "Play":
            return _play(reader, element)
        case _:
            return _pause(reader, element)


def _gather(reader: Reader, element: Element) -> doc.Gather:
    inputs = element.get("input", "dtmf").split()
    if not inputs or set(inputs) - {"dtmf", "speech"}:
        reader.warn(f'Gather: input="{element.get("input")}" is unknown; dtmf is used.')
        inputs = ["dtmf"]
    finish = element.get("finishOnKey", "#")
    if finish not in KEYS and finish != "":
        reader.warn(f'Gather: finishOnKey="{finish}" is no key; # is used.', 13310)
        finish = "#"
    timeout = reader.number(element, "timeout", 5, lowest=1)
    is_auto = element.get("speechTimeout") == "auto"
    if is_auto and element.get("speechModel"):
        reader.warn('Gather: speechTimeout="auto" does not go with a speechModel.', 13335)
    return doc.Gather(
        action=element.get("action", ""),
        method=reader.method(element),
        takes_keys="dtmf" in inputs,
        takes_speech="speech" in inputs,
        key_count=reader.number(element, "numDigits", 0, lowest=1) or None,
        finishing_key=finish,
        timeout_seconds=timeout,
        speech_timeout_seconds=timeout if is_auto else reader.number(element, "speechTimeout", timeout, 1),
        asks_when_empty=reader.one_of(element, "actionOnEmptyResult", "false", "true") == "true",
        language=element.get("language", "en-US"),
        prompt=tuple(_audible(reader, child) for child in reader.children(element, "Say", "Play", "Pause")),
    )


def _redirect(reader: Reader, element: Element) -> doc.Redirect:
    return doc.Redirect((element.text or "").strip(), reader.method(element))


def _dial(reader: Reader, element: Element) -> doc.Dial:
    ends, action = list(reader.children(element, "Queue", "Number")), element.get("action", "")
    if len(ends) != 1:
        reader.warn("Dial names neither one waiting line nor one number; this line dials nothing else.", 13223)
        return doc.Dial(action, "", "")
    named = (ends[0].text or "").strip()
    if ends[0].tag == "Number":
        return doc.Dial(action, "", "", named, element.get("callerId", ""))
    return doc.Dial(action, named, ends[0].get("url", ""))


def _enqueue(reader: Reader, element: Element) -> doc.Enqueue:
    name = (element.text or "").strip()
    if not name or len(name) > 64:
        reader.warn("Enqueue needs a name of 1 to 64 characters.")
    return doc.Enqueue(name, element.get("action", ""), reader.method(element), element.get("waitUrl", ""))


def _record(reader: Reader, element: Element) -> doc.Record:
    finish = element.get("finishOnKey", "1234567890*#")
    if set(finish) - KEYS:
        reader.warn(f'Record: finishOnKey="{finish}" has something that is no key.')
    return doc.Record(
        action=element.get("action", ""),
        method=reader.method(element),
        finishing_keys=finish,
        max_seconds=reader.number(element, "maxLength", 3600, lowest=1),
        silence_seconds=reader.number(element, "timeout", 5),
        has_beep=reader.one_of(element, "playBeep", "true", "false") == "true",
        status_url=element.get("recordingStatusCallback", ""),
    )


def _reject(reader: Reader, element: Element) -> doc.Reject:
    is_busy = reader.one_of(element, "reason", "rejected", "busy") == "busy"
    return doc.Reject("busy" if is_busy else "rejected")


def _message(reader: Reader, element: Element) -> doc.Message:
    inner = {"Body": "", "Media": ""}
    media = [(child.text or "").strip() for child in element if child.tag == "Media"]
    for child in reader.children(element, *inner):
        inner[child.tag] = (child.text or "").strip()
    words = inner["Body"] or (element.text or "").strip()
    url = element.get("action", "") or element.get("statusCallback", "")
    return doc.Message(words, element.get("to", ""), url, tuple(media))


_READERS: dict[str, Callable[[Reader, Element], Verb]] = {
    "Say": _say,
    "Play": _play,
    "Pause": _pause,
    "Gather": _gather,
    "Redirect": _redirect,
    "Dial": _dial,
    "Enqueue": _enqueue,
    "Record": _record,
    "Hangup": lambda _, __: doc.Hangup(),
    "Leave": lambda _, __: doc.Leave(),
    "Reject": _reject,
    "Message": _message,
}
