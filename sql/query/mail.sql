-- What a mail says is looked up when it is sent, so that no address and no
-- secret lies in the queue and nobody is told what is no longer true.

-- name: mail_verification :one
-- A link or code to be mailed.
-- in:  id verification_id
-- out: purpose text, email text, first_name text, expires_at time, code_expires_at time, used_at time?
SELECT v.purpose, v.email, u.first_name, v.expires_at, v.code_expires_at,
       v.used_at
  FROM verification v
  JOIN users u ON u.id = v.user_id
 WHERE v.id = :id

-- name: mail_user :one
-- Whom a mail about an account goes to.
-- in:  id user_id
-- out: email text, first_name text
SELECT email, first_name FROM users WHERE id = :id

-- name: mail_event :one
-- What a person is told about an event, and the person's answer to it.
-- in:  user user_id, event event_id
-- out: email text, first_name text, title text, start_time time, timezone text, place text?, status event_status, answer rsvp_status?
SELECT u.email, u.first_name, e.title, e.start_time, e.timezone,
       COALESCE(e.location, e.venue_name, e.venue_address) AS place, e.status,
       r.status AS answer
  FROM users u
 CROSS JOIN event e
  LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = u.id
 WHERE u.id = :user AND e.id = :event AND u.suspended_at IS NULL
