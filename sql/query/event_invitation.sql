-- By what a mail about an event names whom it went to.

-- name: event_invitation_add :one
-- That of a person who has answered an event; the one that there is.
-- in:  id event_invitation_id, event event_id, user user_id, now time
-- out: id event_invitation_id
INSERT INTO event_invitation (id, event_id, user_id, created_at)
VALUES (:id, :event, :user, :now)
    ON CONFLICT (event_id, user_id) DO UPDATE SET user_id = excluded.user_id
RETURNING id

-- name: event_invitation_put :one
-- That of somebody whom an event names as a guest; the one that there is.
-- in:  id event_invitation_id, event event_id, user user_id, by user_id, now time
-- out: id event_invitation_id
INSERT INTO event_invitation (id, event_id, user_id, invited_by, created_at)
VALUES (:id, :event, :user, :by, :now)
    ON CONFLICT (event_id, user_id) DO UPDATE SET invited_by = excluded.invited_by
RETURNING id

-- name: event_invitation_add_address :exec
-- Whoever has an address is a guest; changes nothing when they are.
-- in:  id event_invitation_id, event event_id, email text, email_key text, by user_id,
--      now time
INSERT INTO event_invitation (id, event_id, email, email_key, invited_by, created_at)
VALUES (:id, :event, :email, :email_key, :by, :now)
    ON CONFLICT (event_id, email_key) DO NOTHING

-- name: event_invitation_send :exec
-- Which state of the event whoever has one gets into their calendar; NULL: none, and
-- what they have of it goes.
-- in:  id event_invitation_id, sequence int?
UPDATE event_invitation SET sent_sequence = :sequence WHERE id = :id

-- name: event_invitation_sent :one
-- By which one somebody has an event in their calendar.
-- in:  event event_id, user user_id
-- out: id event_invitation_id
SELECT i.id
  FROM event_invitation i
 WHERE i.event_id = :event AND i.user_id = :user AND i.sent_sequence IS NOT NULL

-- name: event_invitation_dates :many
-- Which dates of a series somebody has in their calendar as events by themselves.
-- in:  series event_id, user user_id
-- out: recurrence_id wall?
SELECT d.recurrence_id
  FROM event_invitation i
  JOIN event d ON d.id = i.event_id
 WHERE i.user_id = :user AND i.sent_sequence IS NOT NULL AND d.series_id = :series

-- name: event_invitation_holders :many
-- A page of those who have an event in their calendar by mail, by which: the one to
-- another event, NULL where that names them by none. is_silent: only who has not
-- answered it. had: who comes, may come or waits and had it there, too. but: who is not
-- told, since they tell it.
-- in:  event event_id, to event_id, is_silent bool, had bool, but user_id,
--      after event_invitation_id, limit int
-- out: id event_invitation_id, user_id user_id?, invitation event_invitation_id?
SELECT i.id, i.user_id,
       (SELECT x.id FROM event_invitation x
         WHERE x.event_id = :to AND x.user_id = i.user_id) AS invitation
  FROM event_invitation i
 WHERE i.event_id = :event AND i.user_id <> :but
   AND (i.sent_sequence IS NOT NULL OR (:had AND COALESCE({{is_expected i}}, FALSE)))
   AND (NOT :is_silent OR {{has_not_answered}}) AND i.id > :after
 ORDER BY i.id
 LIMIT :limit

-- fragment: has_not_answered
(SELECT r.status FROM rsvp r
                            WHERE r.event_id = i.event_id AND r.user_id = i.user_id) IS NULL

-- fragment: is_expected invitation
(SELECT r.status IN ('attending', 'maybe', 'waitlisted', 'offered') FROM rsvp r
  WHERE r.event_id = {invitation}.event_id AND r.user_id = {invitation}.user_id)

-- name: event_invitation_dates_held :many
-- Of the dates of a series that are not over the next ones, by start, that somebody has,
-- or had, in their calendar by themselves.
-- in:  series event_id, now time, after_start time, after event_id, limit int
-- out: id event_id, title text, place text?, start_time time, timezone text,
--      is_cancelled bool, sequence int
SELECT d.id, {{event_title d}} AS title, {{event_place d}} AS place, d.start_time,
       d.timezone, d.status = 'cancelled' AS is_cancelled, {{moves_of d}} AS sequence
  FROM event d
 WHERE d.series_id = :series AND d.end_time > :now
   AND (SELECT i.id FROM event_invitation i
         WHERE i.event_id = d.id
         LIMIT 1) IS NOT NULL
   AND (d.start_time, d.id) > (:after_start, :after)
 ORDER BY d.start_time, d.id
 LIMIT :limit

-- name: event_invitation_claim :exec
-- An address is somebody's, who has shown it.
-- in:  id event_invitation_id, user user_id
UPDATE event_invitation SET user_id = :user WHERE id = :id AND user_id IS NULL

-- name: event_invitation_parts :many
-- The same address' to the other series that the one of an invitation was split from or
-- into, which nobody has claimed.
-- in:  id event_invitation_id
-- out: id event_invitation_id, event_id event_id, invited_by user_id?
SELECT i.id, i.event_id, i.invited_by
  FROM event_invitation m
  JOIN recurrence one ON one.event_id = m.event_id
  JOIN recurrence part ON part.root_id = one.root_id
  JOIN event_invitation i ON i.event_id = part.event_id AND i.email_key = m.email_key
 WHERE m.id = :id AND i.id <> m.id AND i.user_id IS NULL

-- name: event_invitation_remove_others :exec
-- Any other of the same person to the event.
-- in:  id event_invitation_id, event event_id, user user_id
DELETE FROM event_invitation
 WHERE event_id = :event AND user_id = :user AND id <> :id

-- name: event_invitation_in :one
-- Whom one of an event is to; NULL: to whoever has its address.
-- in:  id event_invitation_id, event event_id
-- out: user_id user_id?
SELECT user_id FROM event_invitation WHERE id = :id AND event_id = :event

-- name: event_invitation_reach :one
-- Whether one to an event is to another one, too; nothing where it is not.
-- in:  to event_id, event event_id
-- out: id event_id
SELECT e.id FROM event e WHERE e.id = :event AND {{reaches :to, e.id}}

-- name: event_invitation_remove :exec
-- It is to nobody any more.
-- in:  id event_invitation_id
DELETE FROM event_invitation WHERE id = :id

-- name: event_invitation_withdraw :exec
-- Somebody is no guest any more: what named them in mails does so only as long as an
-- answer of theirs stands.
-- in:  event event_id, user user_id
DELETE FROM event_invitation
 WHERE event_id = :event AND user_id = :user
   AND (SELECT r.user_id FROM rsvp r
         WHERE r.event_id = :event AND r.user_id = :user) IS NULL

-- name: event_invitation_keep :exec
-- Nobody invites them any more.
-- in:  event event_id, user user_id
UPDATE event_invitation SET invited_by = NULL
 WHERE event_id = :event AND user_id = :user

-- name: event_invitation_to_tell :many
-- A page of those whom an event invites.
-- in:  event event_id, after event_invitation_id, limit int
-- out: id event_invitation_id, user_id user_id?, email text?
SELECT id, user_id, email
  FROM event_invitation
 WHERE event_id = :event AND invited_by IS NOT NULL AND id > :after
 ORDER BY id
 LIMIT :limit

-- name: event_invitation_list :many
-- Whom an event invites, in the order in which they were. Who they are is told of
-- those whom the viewer sees; the address, where that was all that was known.
-- in:  event event_id, viewer user_id
-- out: id event_invitation_id, user_id user_id?, user.id user_id?,
--      user.first_name text?, user.last_name text?, user.image_url text?, email text?,
--      status rsvp_status?, created_at time
-- page: id unique
SELECT i.id, i.user_id, u.id AS "user.id", u.first_name AS "user.first_name",
       u.last_name AS "user.last_name", u.image_url AS "user.image_url", i.email,
       r.status, i.created_at
  FROM event_invitation i
  LEFT JOIN users u ON u.id = i.user_id AND {{person_visible u}}
  LEFT JOIN rsvp r ON r.event_id = i.event_id AND r.user_id = i.user_id
 WHERE i.event_id = {{namer_of :event}} AND i.invited_by IS NOT NULL
   AND i.id > :after_id
 ORDER BY i.id
 LIMIT :limit

-- name: event_invitation_find :one
-- What one is to, and of whom: NULL when that is whoever has the address, email; not of
-- somebody who is suspended. is_guest: of a person who has no account. With their
-- answer, NULL when there is none.
-- in:  id event_invitation_id
-- out: event_id event_id, user_id user_id?, is_guest bool, email text?,
--      invited_by user_id?, status rsvp_status?, party_size int?, note text?,
--      version int?
SELECT i.event_id, u.id AS user_id, COALESCE(u.is_guest, FALSE) AS is_guest, i.email,
       i.invited_by, r.status, r.party_size, r.note, r.version
  FROM event_invitation i
  LEFT JOIN users u ON u.id = i.user_id
  LEFT JOIN rsvp r ON r.event_id = i.event_id AND r.user_id = i.user_id
 WHERE i.id = :id AND u.suspended_at IS NULL

-- name: event_invitation_shown :one
-- The event, as somebody sees it, and their answer. is_invited: as whoever has been
-- invited sees it, nobody knows yet whom.
-- in:  event event_id, viewer user_id, is_invited bool
-- out: event.id event_id, event.title text, event.start_time time, event.end_time time,
--      event.timezone text, event.status event_status, event.location text?,
--      event.online_url text?, event.max_party int, rsvp.event_id event_id?,
--      rsvp.user_id user_id?, rsvp.status rsvp_status?, rsvp.party_size int?,
--      rsvp.note text?, rsvp.position int?, rsvp.is_standing bool?,
--      rsvp.source rsvp_source?, rsvp.asked_at time?, rsvp.confirmed_at time?,
--      rsvp.arrived int?, rsvp.attended bool?, rsvp.created_at time?,
--      rsvp.updated_at time?, _version int
SELECT e.id AS "event.id", {{event_title e}} AS "event.title", e.start_time AS "event.start_time",
       e.end_time AS "event.end_time", e.timezone AS "event.timezone",
       e.status AS "event.status", {{event_place e}} AS "event.location",
       CASE WHEN r.status = 'attending'
            THEN CASE WHEN {{borrows e, 8}}
                      THEN (SELECT l.online_url FROM event l WHERE l.id = e.series_id)
                      ELSE e.online_url END END AS "event.online_url",
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
 WHERE e.id = :event
   AND CASE WHEN :is_invited THEN e.is_shown ELSE {{event_visible e}} END

-- name: event_invitation_for_mail :one
-- Whom a mail with the link of one goes to, and about what, as it is now; not somebody
-- who is suspended. is_wanted: the event lies ahead, they have not answered it, and no
-- block is between them and who organizes it or invites them.
-- in:  id event_invitation_id, now time
-- out: event_id event_id, email text, first_name text?, by_name text?, title text,
--      start_time time, timezone text, place text?, status rsvp_status?, is_wanted bool
SELECT i.event_id, COALESCE(u.email, i.email) AS email, u.first_name,
       b.first_name AS by_name, {{event_title e}} AS title, e.start_time, e.timezone,
       {{event_place e}} AS place, r.status,
       e.is_shown AND e.status = 'published' AND (e.is_series OR e.end_time > :now)
         AND r.status IS NULL
         AND (u.id IS NULL OR ({{not_blocked_by e.organizer_id, u.id}}
              AND {{not_blocked_by i.invited_by, u.id}})) AS is_wanted
  FROM event_invitation i
  JOIN event e ON e.id = i.event_id
  LEFT JOIN users u ON u.id = COALESCE(i.user_id,
       (SELECT a.id FROM users a WHERE a.email_key = i.email_key))
  LEFT JOIN users b ON b.id = i.invited_by
  LEFT JOIN rsvp r ON r.event_id = i.event_id AND r.user_id = u.id
 WHERE i.id = :id AND u.suspended_at IS NULL
