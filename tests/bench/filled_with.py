"""The statements that make up two years of a clinic. `dice(n, salt, sides)` is chance that repeats itself."""

DICE = """
CREATE OR REPLACE FUNCTION dice(n integer, salt integer, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN mod(hashint4(n * 31 + salt) & 2147483647, sides)
"""

# A talk's moment: evenly over two years, by day, and none in the future.
MOMENT = """
CREATE OR REPLACE FUNCTION began(n integer, talks integer, now timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE
RETURN least(
    date_trunc('day', now - interval '730 days' * (1 - n::float8 / talks), 'UTC')
        + interval '13 hours' + interval '1 second' * dice(n, 1, 36000),
    now - interval '1 second' * (60 + talks - n))
"""

PEOPLE = """
INSERT INTO contacts (id, phone, language, opted_out_at, is_text_only, care_lock, care_locked_at, created_at)
SELECT md5('contact' || n)::uuid, '+1972' || (2000000 + n), CASE WHEN dice(n, 2, 5) = 0 THEN 'es' ELSE 'en' END,
       CASE WHEN dice(n, 3, 50) = 0 THEN now END, false, CASE WHEN dice(n, 4, 200) = 0 THEN 'er_now' END,
       CASE WHEN dice(n, 4, 200) = 0 THEN now END, now - interval '730 days'
FROM generate_series(1, :people) n, (SELECT CAST(:now AS timestamptz) AS now) AS clock
"""

PATIENTS = """
INSERT INTO patients (id, name, folded_name, born_on, created_at)
SELECT md5('patient' || n)::uuid, given || ' ' || family, lower(least(given, family) || ' ' || greatest(given, family)),
       date '1940-01-01' + dice(n, 5, 22000), :now
FROM generate_series(1, :people * 3 / 4) n, LATERAL (SELECT
    (ARRAY['Ana','Bob','Carla','Dan','Eva','Fred','Gina','Hugo','Ines','Joe','Kim','Luis','Maria','Ned','Olga','Pete'])
        [1 + dice(n, 6, 16)] AS given,
    (ARRAY['Test','Prueba','Sample','Ejemplo','Example','Muestra'])[1 + dice(n, 7, 6)]
        || translate(n::text, '0123456789', 'abcdefghij') AS family) AS named
"""

NUMBERS = """
INSERT INTO patient_numbers (patient_id, phone, added_at, verified_at)
SELECT md5('patient' || n)::uuid, '+1972' || (2000000 + n), :now, :now FROM generate_series(1, :people * 3 / 4) n
"""

TALKS = """
INSERT INTO conversations (id, contact_id, line, opened_at, closed_at)
SELECT md5('talk' || n)::uuid, md5('contact' || (1 + mod(n, :people)))::uuid, '+18179164685', at,
       CASE WHEN n <= :talks - :waiting THEN at + interval '14 days' END
FROM generate_series(1, :talks) n, LATERAL (SELECT began(n, :talks, :now) AS at) AS moment
"""

# Every fourth talk is a call.
SESSIONS = """
INSERT INTO sessions (id, conversation_id, channel, state, last_at)
SELECT md5('session' || n)::uuid, md5('talk' || n)::uuid, CASE mod(n, 4) WHEN 0 THEN 'voice' ELSE 'sms' END,
       CAST(CASE mod(n, 4) WHEN 0 THEN CAST(:call_state AS text) ELSE :text_state END AS json),
       began(n, :talks, :now) + interval '5 minutes'
FROM generate_series(1, :talks) n
"""

CALLS = """
INSERT INTO calls (id, session_id, line, prompt, started_at, ended_at)
SELECT 'CA' || n, md5('session' || n)::uuid, '+18179164685', 9, began(n, :talks, :now),
       began(n, :talks, :now) + interval '4 minutes'
FROM generate_series(4, :talks, 4) n
"""

# What was said: four to 36 messages, heard and answered within the same instant; and one talk of four hundred.
SAID = """
INSERT INTO messages (id, conversation_id, channel, status, body, places, segments, gateway_id, created_at, edition)
SELECT md5('message' || n || '-' || i)::uuid, md5('talk' || n)::uuid, CASE mod(n, 4) WHEN 0 THEN 'voice' ELSE 'sms' END,
       CASE mod(i, 2) WHEN 1 THEN 'received' ELSE 'accepted' END,
       CASE mod(i, 2) WHEN 1 THEN 'it hurts on the left when I bend, number ' || i
            ELSE 'Any of these new or worse: numb between legs, genitals or buttocks; can''t pee, hard to start, or '
                 'can''t feel it; leaking pee or poop? 1 yes, 2 no (' || i || ')' END,
       CASE mod(i, 2) WHEN 1 THEN '{}' ELSE ARRAY[(CAST(:places AS text[]))[1 + mod(i + dice(n, 8, 4), 40)]] END,
       CASE WHEN mod(i, 2) = 1 OR mod(n, 4) = 0 THEN 0 ELSE 1 + dice(n, 9, 2) END,
       CASE mod(i, 2) WHEN 1 THEN 'SM' || n || '-' || i END,
       began(n, :talks, :now) + interval '40 seconds' * ((i - 1) / 2),
       CASE mod(i, 2) WHEN 0 THEN 'an edition' END
FROM generate_series(1, :talks) n,
     LATERAL generate_series(1, CASE WHEN n = :long_talk THEN 400 ELSE 4 + mod(n, 33) END) i
"""

# Written by staff or by the line itself: every second talk got two, most of them arrived.
SENT = """
INSERT INTO messages (id, conversation_id, channel, status, body, places, segments, gateway_id, created_at, kind, lane,
                      subject, version, natural_key, due_at, deadline_at, sent_at, receipt_key, attempts, fence)
SELECT md5('sent' || n || '-' || i)::uuid, md5('talk' || n)::uuid, 'sms',
       CASE dice(n, 10 + i, 60) WHEN 0 THEN 'undelivered' WHEN 1 THEN 'failed' WHEN 2 THEN 'suppressed'
            ELSE 'delivered' END,
       'Your visit is on Tuesday at 10:20 AM. We look forward to seeing you.', '{}', 1, 'SMs' || n || '-' || i,
       at, kind, lane, kind || ':' || n, 1, kind || ':' || n || ':' || i, at, at + interval '1 day', at,
       'k' || n || '-' || i, 1, 1
FROM generate_series(2, :talks, 2) n, generate_series(1, 2) i, LATERAL (SELECT
    least(began(n, :talks, :now) + interval '1 hour' * i, :now) AS at,
    CASE i WHEN 1 THEN 'staff_reply' ELSE 'reminder_two_days' END AS kind,
    CASE i WHEN 1 THEN 'conversation' ELSE 'reminders' END AS lane) AS made
"""

PLANNED = """
INSERT INTO messages (id, conversation_id, channel, status, body, places, segments, created_at, kind, lane, due_at,
                      deadline_at, receipt_key)
SELECT md5('planned' || n)::uuid, md5('talk' || n)::uuid, 'sms', 'due', 'Your visit is on Tuesday at 10:20.', '{}', 1,
       :now, 'reminder_week', 'reminders', :now + interval '1 day' + interval '1 minute' * (n - :talks + :waiting),
       :now + interval '90 days', 'p' || n
FROM generate_series(CAST(:talks AS integer) - :waiting + 1, :talks) n
"""

BY_STAFF = """
INSERT INTO staff_messages (message_id, staff_id)
SELECT md5('sent' || n || '-1')::uuid, (CAST(:staff AS uuid[]))[1 + dice(n, 13, cardinality(CAST(:staff AS uuid[])))]
FROM generate_series(2, :talks, 2) n
"""

RECEIPTS = """
INSERT INTO receipts (gateway_id, status, message_id, received_at)
SELECT 'SMs' || n || '-' || i, 'delivered', md5('sent' || n || '-' || i)::uuid, began(n, :talks, :now)
FROM generate_series(2, :talks, 2) n, generate_series(1, 2) i
"""

# The newest talks wait, one in twenty of them taken, those of the last day urgently; of the older ones some once did.
HANDOFFS = """
INSERT INTO handoffs (id, conversation_id, code, reason, urgency, team, status, summary, requests, by_at, opened_at,
                      raised_at, claimed_by, claimed_at, closed_at)
SELECT md5('handoff' || n)::uuid, md5('talk' || n)::uuid, upper(lpad(to_hex(n), 5, '0')),
       (ARRAY['talk_to_human','book_request','red_flag','failed_turn','records','billing','voicemail','call_back'])
           [1 + dice(n, 14, 8)],
       CASE WHEN is_open AND n <= :talks - 100 THEN 'routine' WHEN dice(n, 15, 20) = 0 THEN 'emergency'
            WHEN dice(n, 15, 20) < 6 THEN 'same_day' ELSE 'routine' END,
       (ARRAY['nurse','front_desk','front_desk','billing','records','surgery'])[1 + dice(n, 16, 6)],
       CASE WHEN NOT is_open THEN 'closed' WHEN mod(n, 20) = 0 THEN 'claimed' ELSE 'waiting' END,
       'Tue Nov 24, 10:00 AM by text, English: talk to human (routine).' || chr(10) || 'pain: 6', 1 + dice(n, 17, 3),
       CASE WHEN is_open THEN :now + interval '4 hours' ELSE at + interval '1 day' END, at + interval '2 minutes',
       at + interval '2 minutes',
       CASE WHEN NOT is_open OR mod(n, 20) = 0
            THEN ((CAST(:staff AS uuid[]))[1 + dice(n, 13, cardinality(CAST(:staff AS uuid[])))])::text END,
       CASE WHEN NOT is_open OR mod(n, 20) = 0 THEN at + interval '1 second' * (120 + dice(n, 18, 90000)) END,
       CASE WHEN NOT is_open THEN at + interval '2 days' END
FROM generate_series(1, :talks) n,
     LATERAL (SELECT began(n, :talks, :now) AS at, n > :talks - :waiting AS is_open) AS moment
WHERE n > :talks - :waiting OR mod(n, 97) < 97.0 * :closed / (:talks - :waiting)
"""

# Ladders are climbed to their ends: nothing here waits for a worker.
LADDERS = """
INSERT INTO climbs (handoff_id, rung, next_at, started_at, nobody_at, ended_at)
SELECT id, 2, opened_at, opened_at, CASE WHEN urgency = 'emergency' AND status = 'waiting' THEN opened_at END,
       coalesce(claimed_at, opened_at + interval '1 hour')
FROM handoffs WHERE urgency <> 'routine'
"""

PAGES = """
INSERT INTO pages (id, handoff_id, rung, name, phone, way, status, key, paged_at, accepted_at)
SELECT md5(id || 'page' || i)::uuid, id, i, 'Desk Test', '+18175550171', 'text', 'texted', code || i, opened_at,
       CASE i WHEN 2 THEN claimed_at END
FROM handoffs, generate_series(1, 2) i WHERE urgency <> 'routine'
"""

PROMISES = """
INSERT INTO promises (id, handoff_id, owner, made_at, by_at, near_at, ended_at, ending)
SELECT md5(id || 'promise')::uuid, id, team, opened_at, by_at, by_at - interval '10 minutes', claimed_at,
       CASE WHEN claimed_at IS NOT NULL THEN CASE WHEN claimed_at <= by_at THEN 'kept' ELSE 'broken' END END
FROM handoffs
"""

NOTES = """
INSERT INTO staff_notes (id, conversation_id, staff_id, kind, body, created_at)
SELECT md5(id || kind)::uuid, conversation_id, claimed_by::uuid, kind,
       CASE kind WHEN 'closed' THEN 'called' WHEN 'note' THEN 'Spoke with the patient, all is well.' ELSE '' END, at
FROM handoffs, LATERAL (VALUES ('claimed', claimed_at), ('note', claimed_at), ('closed', closed_at)) AS told (kind, at)
WHERE claimed_by IS NOT NULL AND at IS NOT NULL
"""

AUDIT = """
INSERT INTO audit (at, staff_id, act, subject, address, detail)
SELECT opened_at, (CAST(:staff AS uuid[]))[1 + dice(i, 19, cardinality(CAST(:staff AS uuid[])))],
       'conversation_read', conversation_id::text, '192.0.2.7', '{}'
FROM handoffs, generate_series(1, 5) i ORDER BY opened_at
"""

SEALED = """
INSERT INTO audit_seals (id, last_id, lines, digest, sealed_at)
SELECT 1, max(id), count(*), decode(md5('made up'), 'hex'), :now FROM audit
"""

WORST = """
INSERT INTO worst_answers (id, contact_id, disposition, channel, said_at)
SELECT md5('worst' || n)::uuid, md5('contact' || (1 + mod(n, :people)))::uuid, 'er_now', 'sms', began(n, :talks, :now)
FROM generate_series(40, :talks, 40) n
"""

VOICEMAILS = """
INSERT INTO recordings (id, conversation_id, seconds, left_at, deleted_at)
SELECT 'RE' || n, md5('talk' || n)::uuid, 40, at, CASE WHEN at < :now - interval '29 days' THEN :now END
FROM generate_series(20, :talks, 20) n, LATERAL (SELECT began(n, :talks, :now) AS at) AS moment
"""

PHOTOS = """
INSERT INTO photos (id, conversation_id, gateway_id, media_id, content_type, received_at, deleted_at)
SELECT md5('photo' || n)::uuid, md5('talk' || n)::uuid, 'MM' || n, 'ME' || n, 'image/jpeg', at,
       CASE WHEN at < :now - interval '29 days' THEN :now END
FROM generate_series(30, :talks, 30) n, LATERAL (SELECT began(n, :talks, :now) AS at) AS moment
"""

CONSENTS = """
INSERT INTO consents (contact_id, change, channel, by_carrier, changed_at)
SELECT md5('contact' || (1 + mod(n, :people)))::uuid, CASE mod(n, 100) WHEN 0 THEN 'opted_in' ELSE 'opted_out' END,
       'sms', false, began(n, :talks, :now)
FROM generate_series(25, :talks, 25) n
"""

# Two practitioners with twenty visits each on every weekday from two years ago to two months ahead.
SLOTS = """
INSERT INTO slots (id, practitioner_id, room_id, type, starts_at, ends_at, day_on, status)
SELECT md5('slot' || one.place || day || grid)::uuid, one.practitioner, one.room, 'follow_up', begins,
       begins + interval '20 minutes', day::date, 'busy'
FROM (SELECT p.id AS practitioner, r.id AS room, p.place
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM practitioners) p
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM rooms) r USING (place)) AS one,
     generate_series(date_trunc('day', CAST(:now AS timestamptz)) - interval '730 days',
                     CAST(:now AS timestamptz) + interval '60 days', '1 day') AS day,
     generate_series(0, 19) AS grid,
     LATERAL (SELECT (day::date + time '08:00' + grid * interval '20 minutes') AT TIME ZONE 'America/Chicago' AS begins)
         AS moment
WHERE extract(isodow FROM day) < 6
"""

VISITS = """
INSERT INTO appointments (id, code, patient_id, slot_id, type, status, version, natural_key, booked_from, channel, plan,
                          note, change_asked, booked_at, changed_at)
SELECT md5('visit' || n)::uuid, lpad(n::text, 6, '0'), md5('patient' || (1 + mod(n, :people * 3 / 4)))::uuid, id, type,
       CASE WHEN ends_at < :now THEN 'fulfilled' ELSE 'booked' END, 1, 'visit' || n, NULL, 'sms', 'none', '',
       CASE WHEN starts_at > :now AND mod(n, 50) = 0 THEN 'move' END, starts_at - interval '20 days',
       starts_at - interval '20 days'
FROM (SELECT id, type, starts_at, ends_at, CAST(row_number() OVER (ORDER BY starts_at, id) AS integer) AS n FROM slots)
     AS taken
"""

STEPS = (
    DICE, MOMENT, PEOPLE, PATIENTS, NUMBERS, TALKS, SESSIONS, CALLS, SAID, SENT, PLANNED, BY_STAFF, RECEIPTS, HANDOFFS,
    LADDERS, PAGES, PROMISES, NOTES, AUDIT, SEALED, WORST, VOICEMAILS, PHOTOS, CONSENTS, SLOTS, VISITS,
)  # fmt: skip
