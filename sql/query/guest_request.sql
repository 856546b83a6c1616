-- Answers by people without an account, until their address is proved.

-- name: guest_request_facts :one
-- What decides whether an event takes them.
-- in:  event event_id
-- out: is_listed bool, guest_rsvp bool, status event_status, end_time time,
--      rsvp_closes_at time?, is_open bool, is_closing bool, max_party int
SELECT e.is_listed, e.guest_rsvp, e.status, e.end_time, e.rsvp_closes_at,
       e.is_open, {{event_closes e}} AS is_closing, e.max_party
  FROM event e
 WHERE e.id = :event

-- name: guest_request_count :one
-- How many wait; not counted beyond limit.
-- in:  now time, limit int
-- out: n int
SELECT count(*) AS n
  FROM (SELECT g.id FROM guest_request g WHERE g.expires_at > :now LIMIT :limit) AS waiting

-- name: guest_request_count_from :one
-- How many to an event wait that came from a network, whoever was to answer.
-- in:  event event_id, client bytes, now time
-- out: n int
SELECT count(*) AS n
  FROM guest_request
 WHERE event_id = :event AND client = :client AND expires_at > :now

-- name: guest_request_add :exec
-- Somebody answers, if the address is theirs.
-- in:  id guest_request_id, event event_id, client bytes, email text, email_key text,
--      first_name text, last_name text, status rsvp_status, party_size int, note text?,
--      now time, expires time, code_expires time
INSERT INTO guest_request (id, event_id, client, email, email_key, first_name,
       last_name, status, party_size, note, created_at, expires_at, code_expires_at, tries)
VALUES (:id, :event, :client, :email, :email_key, :first_name, :last_name, :status,
       :party_size, :note, :now, :expires, :code_expires, 0)

-- name: guest_request_try :one
-- A code is tried: that of the last mail to the address, if it was tried less than
-- tries_max times. ahead: what was asked for later was so by a clock that was wrong.
-- in:  email_key text, tries_max int, ahead time
-- out: id guest_request_id, code_expires_at time
UPDATE guest_request SET tries = tries + 1
 WHERE id = (SELECT g.id
               FROM guest_request g
              WHERE g.email_key = :email_key AND g.created_at < :ahead
              ORDER BY g.created_at DESC, g.id DESC
              LIMIT 1)
   AND tries < :tries_max
RETURNING id, code_expires_at

-- name: guest_request_for_confirm :one
-- What somebody has answered whose address is proved. The row stays locked.
-- in:  id guest_request_id
-- out: event_id event_id, guest_rsvp bool, email text, first_name text, last_name text,
--      status rsvp_status, party_size int, note text?, expires_at time
SELECT g.event_id,
       (SELECT e.guest_rsvp FROM event e WHERE e.id = g.event_id) AS guest_rsvp,
       g.email, g.first_name, g.last_name, g.status, g.party_size, g.note, g.expires_at
  FROM guest_request g
 WHERE g.id = :id
 {{for_update}}

-- name: guest_request_remove :exec
-- It has become an answer.
-- in:  id guest_request_id
DELETE FROM guest_request WHERE id = :id

-- name: guest_request_purge :exec
-- Forgets at most limit of those that expired before a time, the oldest first.
-- in:  before time, limit int
DELETE FROM guest_request
 WHERE id IN (SELECT g.id
                FROM guest_request g
               WHERE g.expires_at < :before
               ORDER BY g.expires_at
               LIMIT :limit)

-- name: guest_request_for_mail :one
-- Whom a mail asks whether the address is theirs, and what for; not of somebody who is
-- suspended. is_open: whether it would still come to something.
-- in:  id guest_request_id, now time
-- out: email text, first_name text, expires_at time, code_expires_at time,
--      status rsvp_status, title text, start_time time, timezone text, place text?,
--      is_open bool
SELECT g.email, g.first_name, g.expires_at, g.code_expires_at, g.status, {{event_title e}} AS title,
       e.start_time, e.timezone, {{event_place e}} AS place,
       e.is_listed AND e.guest_rsvp AND e.status = 'published' AND e.end_time > :now
         AS is_open
  FROM guest_request g
  JOIN event e ON e.id = g.event_id
  LEFT JOIN users u ON u.email_key = g.email_key
 WHERE g.id = :id AND u.suspended_at IS NULL
