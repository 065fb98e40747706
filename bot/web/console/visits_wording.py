"""The words of the pages about visits. English first, then Spanish."""

from bot.web.console.labels import Pair

VISITS: dict[str, Pair] = {
    "visits": ("Visits", "Citas"),
    "visit": ("Visit", "Cita"),
    "visits_none": ("No visits on this day.", "No hay citas este día."),
    "visits_asked": ("Waiting for staff", "Esperan al personal"),
    "visits_asked_help": (
        "Not confirmed yet, or the patient asked for a change. Each stands until you decide.",
        "Sin confirmar, o el paciente pidió un cambio. Cada una sigue en pie hasta que usted decida.",
    ),
    "visit_day": ("Day", "Día"),
    "visit_day_show": ("Show", "Ver"),
    "visit_day_before": ("Day before", "Día anterior"),
    "visit_day_after": ("Day after", "Día siguiente"),
    "visit_new": ("Book a visit", "Dar una cita"),
    "visit_time": ("Time", "Hora"),
    "visit_for": ("What for", "Motivo"),
    "visit_with": ("With", "Con"),
    "visit_state": ("State", "Estado"),
    "visit_code": ("Code {code}", "Código {code}"),
    "visit_confirmed_by": ("said they come", "dijo que viene"),
    "visit_late": ("{n} min late", "{n} min tarde"),
    "visit_born": ("born {day}", "nació el {day}"),
    "visit_plan": ("Plan", "Seguro"),
    "visit_note": ("Note", "Nota"),
    "visit_number": ("Booked from", "Pedida desde"),
    "visit_talk": ("Show the conversation", "Ver la conversación"),
    "visit_back": ("The day", "El día"),
    "visit_told_to": ("{numbers} hears of it by text at once.", "{numbers} lo recibe por texto enseguida."),
    "visit_told_nobody": (
        "No number of this person is verified: nobody is texted, so tell them yourself.",
        "Ningún número está verificado: no se envía texto; avísele usted.",
    ),
    "visit_move": ("Move it", "Cambiarla"),
    "visit_move_do": ("Move to this time", "Cambiar a esta hora"),
    "visit_drop": ("Drop it", "Quitarla"),
    "visit_drop_do": ("Drop this visit", "Quitar esta cita"),
    "visit_drop_help": ("Its time is free for others at once.", "Su hora queda libre enseguida."),
    "visit_confirm": ("It stands as it is", "Queda como está"),
    "visit_confirm_do": ("Confirm this time", "Confirmar esta hora"),
    "visit_confirm_help": (
        "Confirms a request, or answers a wish for a change with: it stays at this time.",
        "Confirma la solicitud, o responde a un cambio pedido: se queda a esta hora.",
    ),
    "visit_arrive_do": ("The patient is here", "El paciente llegó"),
    "visit_over": ("Nothing can be changed about this visit any more.", "Esta cita ya no se puede cambiar."),
    "visit_times_none": ("Nothing is free on this day.", "No hay nada libre este día."),
    "visit_times_with": ("Free with {name}", "Libre con {name}"),
    "visit_who": ("Who it is for", "Para quién"),
    "visit_who_known": ("This number speaks for:", "Este número es de:"),
    "visit_name": ("First and last name", "Nombre y apellido"),
    "visit_born_label": ("Date of birth", "Fecha de nacimiento"),
    "visit_phone": ("Phone number", "Teléfono"),
    "visit_may_text": (
        "They say this number is theirs and agreed to a confirmation and reminders by text. STOP ends them.",
        "Dice que el número es suyo y aceptó confirmación y recordatorios por texto. STOP los termina.",
    ),
    "visit_book_do": ("Book this time", "Dar esta cita"),
    "visits_here": ("Visits", "Citas"),
    "visit_entry": ("Visit booked for", "Cita para el"),
    "calendar.requests": (
        (
            "The clinic's schedule lives elsewhere. Enter a visit there first: nothing you do here changes it. Times"
            " shown as free are only those that nobody was given here; what is kept here tells and reminds the patient."
        ),
        (
            "La agenda de la clínica está en otro sistema. Anote la cita allí primero: nada de aquí la cambia. Lo que"
            " aparece libre es lo que nadie recibió aquí; lo guardado aquí avisa y recuerda al paciente."
        ),
    ),
    "calendar.fhir": (
        (
            "The health record has the last word. A new visit is brought there within a minute and waits until it says"
            " yes. One that is moved or dropped here leaves it by itself, a moved one when its new time stands there."
        ),
        (
            "El expediente electrónico tiene la última palabra. Una cita nueva llega allí en un minuto y espera su sí."
            " La que se quita o cambia aquí sale de allí por sí sola; la cambiada, cuando su nueva hora está en pie."
        ),
    ),
}
