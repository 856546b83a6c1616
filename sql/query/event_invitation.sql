-- By what a mail about an event names whom it went to.

-- name: event_invitation_add :one
-- That of a person who has answered an event; the one that there is.
-- in:  id event_invitation_id, event event_id, user user_id, now time
-- out: id event_invitation_id
INSERT INTO event_invitation (id, event_id, user_id, created_at)
VALUES (:id, :event, :user, :now)
    ON CONFLICT (event_id, user_id) DO UPDATE SET user_id = excluded.user_id
RETURNING id

-- name: event_invitation_find :one
-- What one is to, and of whom; not of somebody who is suspended. With their answer,
-- NULL when there is none.
-- in:  id event_invitation_id
-- out: event_id event_id, user_id user_id, status rsvp_status?, party_size int?,
--      note text?, version int?
SELECT i.event_id, u.id AS user_id, r.status, r.party_size, r.note, r.version
  FROM event_invitation i
  JOIN users u ON u.id = i.user_id AND u.suspended_at IS NULL
  LEFT JOIN rsvp r ON r.event_id = i.event_id AND r.user_id = i.user_id
 WHERE i.id = :id

-- name: event_invitation_shown :one
-- The event, as somebody sees it, and their answer.
-- in:  event event_id, viewer user_id
-- out: event.id event_id, event.title text, event.start_time time, event.end_time time,
--      event.timezone text, event.status event_status, event.location text?,
--      event.online_url text?, event.max_party int, rsvp.event_id event_id?,
--      rsvp.user_id user_id?, rsvp.status rsvp_status?, rsvp.party_size int?,
--      rsvp.note text?, rsvp.position int?, rsvp.is_standing bool?,
--      rsvp.source rsvp_source?, rsvp.asked_at time?, rsvp.confirmed_at time?,
--      rsvp.arrived int?, rsvp.attended bool?, rsvp.created_at time?,
--      rsvp.updated_at time?, _version int
SELECT e.id AS "event.id", e.title AS "event.title", e.start_time AS "event.start_time",
       e.end_time AS "event.end_time", e.timezone AS "event.timezone",
       e.status AS "event.status", {{event_place e}} AS "event.location",
       CASE WHEN r.status = 'attending' THEN e.online_url END AS "event.online_url",
       e.max_party AS "event.max_party", r.event_id AS "rsvp.event_id",
       r.user_id AS "rsvp.user_id", r.status AS "rsvp.status",
       r.party_size AS "rsvp.party_size", r.note AS "rsvp.note",
       CASE WHEN r.status = 'waitlisted' THEN
            (SELECT count(*) {{rsvp_up_to r}}) END AS "rsvp.position",
       r.is_standing AS "rsvp.is_standing", r.source AS "rsvp.source",
       r.asked_at AS "rsvp.asked_at", r.confirmed_at AS "rsvp.confirmed_at",
       r.arrived AS "rsvp.arrived", r.attended AS "rsvp.attended",
       r.created_at AS "rsvp.created_at", r.updated_at AS "rsvp.updated_at",
       COALESCE(r.version, 0) AS _version
  FROM event e
  LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = :viewer
 WHERE e.id = :event AND {{event_visible e}}

-- name: event_invitation_for_mail :one
-- Whom a mail with the link of one goes to, and about what, as it is now.
-- in:  id event_invitation_id
-- out: event_id event_id, title text, start_time time, timezone text, place text?
SELECT i.event_id, e.title, e.start_time, e.timezone, {{event_place e}} AS place
  FROM event_invitation i
  JOIN event e ON e.id = i.event_id
 WHERE i.id = :id
