"""What the clinic changes itself: its canned replies, in both languages side by side."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.clinic.canned import FIELDS, CannedReply
from bot.clinic.staff_rules import Right
from bot.services import clinic_changes
from bot.services.clinic_changes import MOST_REPLIES
from bot.values import Language
from bot.web.auth import Door, Program, asker, open_to

EMPTY = CannedReply("", dict.fromkeys(Language, ""))


def add(routes: Blueprint, bot: Program, _: Door) -> None:
    """The routes of what the clinic changes."""

    @routes.get("/settings")
    @open_to(Right.CLINIC)
    def settings() -> str:
        kept = clinic_changes.replies(bot.line)
        return render_template(
            "console/settings.html",
            replies=(*kept.replies, EMPTY),
            version=kept.version,
            fields=FIELDS,
            told=request.args.get("told", ""),
        )

    @routes.post("/settings/replies")
    @open_to(Right.CLINIC)
    def change_replies() -> Response:
        titles, english, spanish = (request.form.getlist(name) for name in ("title", "en", "es"))
        changed = [
            CannedReply(title, {Language.EN: en, Language.ES: es})
            for title, en, es in zip(titles[:MOST_REPLIES], english, spanish, strict=False)
        ]
        seen = request.form.get("version", "")
        version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
        is_done = clinic_changes.change_replies(bot.line, asker(), changed, version)
        return redirect(url_for("console.settings", told="done" if is_done else "too_late"), 303)
