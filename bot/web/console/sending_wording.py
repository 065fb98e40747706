"""The words of the page about sending. English first, then Spanish."""

from bot.web.console.labels import Pair

SENDING: dict[str, Pair] = {
    "sending": ("Sending", "Envíos"),
    "sending_help": (
        "What the line sends by itself, as it stands now.",
        "Mensajes que la línea envía sola, ahora.",
    ),
    "sending_paused": ("The gateway wants quiet: nothing leaves for a moment.", "La red pide pausa: nada sale ahora."),
    "sending_unknown": ("Unknown", "Sin saber"),
    "sending_unknown_help": ("being looked for at the gateway", "se buscan en la red"),
    "sending_failed": ("Not delivered", "No entregados"),
    "sending_suppressed": ("Held back", "Retenidos"),
    "sending_a_day": ("in the last 24 hours", "en 24 horas"),
    "sending_planned": ("For later", "Para después"),
    "sending_now": ("{n} being sent", "{n} en envío"),
    "sending_lanes": ("What waits to leave", "Lo que espera salir"),
    "sending_lane": ("Lane", "Carril"),
    "sending_due": ("Waiting", "Esperan"),
    "sending_oldest": ("Oldest", "El más viejo"),
    "sending_ended": ("What did not arrive in the last 24 hours", "Lo que no llegó en 24 horas"),
    "sending_status": ("State", "Estado"),
    "sending_why": ("Why", "Por qué"),
    "sending_count": ("Count", "Cuántos"),
    "lane.urgent": ("Emergencies and staff", "Emergencias y personal"),
    "lane.conversation": ("Conversation", "Conversación"),
    "lane.reminders": ("Reminders", "Recordatorios"),
    "lane.check_ins": ("Check-ins", "Seguimientos"),
}
