-- Answers that calendar programs send by mail (app/imip).

-- name: mail_receipt_add :exec
-- A mail has its effect in this transaction; changes nothing when it has had it.
-- in:  digest bytes, now time
INSERT INTO mail_receipt (digest, received_at) VALUES (:digest, :now)
    ON CONFLICT (digest) DO NOTHING

-- name: mail_receipt_purge :exec
-- Forgets at most limit of those that came before a time, the oldest first.
-- in:  before time, limit int
DELETE FROM mail_receipt
 WHERE digest IN (SELECT m.digest
                    FROM mail_receipt m
                   WHERE m.received_at < :before
                   ORDER BY m.received_at
                   LIMIT :limit)

-- name: imip_invitation :one
-- Whom an address for answers stands for, and the event; not somebody who is suspended.
-- email: that mails go to; address: that they were invited by, if not as an account;
-- sequence: how often the event was moved.
-- in:  id event_invitation_id
-- out: event_id event_id, user_id user_id?, email text, address text?, first_name text?,
--      last_name text?, series_id event_id?, is_series bool,
--      status event_status, sequence int, organizer_id user_id, title text, timezone text, start_time time,
--      place text?
SELECT i.event_id, u.id AS user_id, COALESCE(u.email, i.email) AS email,
       i.email AS address, u.first_name, u.last_name, e.series_id, e.is_series,
       e.status, {{moves_of e}} AS sequence,
       e.organizer_id, {{event_title e}} AS title, e.timezone, e.start_time,
       {{event_place e}} AS place
  FROM event_invitation i
  JOIN event e ON e.id = i.event_id
  LEFT JOIN users u ON u.id = i.user_id
 WHERE i.id = :id AND u.suspended_at IS NULL

-- The series that one was split from, or into, and itself.
-- fragment: parts_of series
(SELECT part.event_id FROM recurrence part
  WHERE part.root_id = (SELECT one.root_id FROM recurrence one WHERE one.event_id = {series}))

-- name: imip_date :many
-- Dates of a series that began, as clocks there show it, from one time to another; also
-- those that it has given away since it was split.
-- in:  series event_id, since wall, until wall
-- out: id event_id, recurrence_id wall?, status event_status, sequence int
SELECT d.id, d.recurrence_id, d.status, {{moves_of d}} AS sequence
  FROM event d
 WHERE d.series_id IN {{parts_of :series}} AND d.recurrence_id >= :since AND d.recurrence_id <= :until
 LIMIT 50

-- name: imip_date_of :one
-- A date of a series, or one that was.
-- in:  id event_id, series event_id
-- out: id event_id, status event_status, sequence int
SELECT d.id, d.status, {{moves_of d}} AS sequence
  FROM event d
 WHERE d.id = :id AND d.series_id IN {{parts_of :series}}

-- name: imip_last :one
-- When somebody wrote the last answer by mail to an event that counts, and to which
-- state of it.
-- in:  event event_id, user user_id
-- out: replied_at time?, replied_sequence int?
SELECT i.replied_at, i.replied_sequence
  FROM event_invitation i
 WHERE i.event_id = :event AND i.user_id = :user

-- name: imip_replied :exec
-- They wrote another one.
-- in:  id event_invitation_id, at time, sequence int
UPDATE event_invitation
   SET replied_at = CASE WHEN COALESCE(replied_sequence, :sequence) < :sequence THEN :at
                         ELSE {{later :at, COALESCE(replied_at, :at)}} END,
       replied_sequence = :sequence
 WHERE id = :id
