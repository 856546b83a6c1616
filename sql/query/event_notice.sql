-- What those who run an event tell whoever answered it.

-- name: event_notice_facts :one
-- What decides whether the viewer may tell something, and what is said of the event.
-- in:  event event_id, viewer user_id
-- out: is_visible bool, permissions int, is_withheld bool, title text, timezone text,
--      place text?, start_time time
SELECT COALESCE({{event_visible e}}, FALSE) AS is_visible,
       {{event_permissions e, u.role}} AS permissions, NOT e.is_shown AS is_withheld,
       {{event_title e}} AS title, e.timezone, {{event_place e}} AS place, e.start_time
  FROM event e
  JOIN users u ON u.id = :viewer
 WHERE e.id = :event

-- name: event_notice_count :one
-- How many notices of an event there were since a time.
-- in:  event event_id, since time
-- out: n int
SELECT count(*) AS n
  FROM event_notice n
 WHERE n.event_id = :event AND n.created_at > :since

-- name: event_notice_add :exec
-- A new notice.
-- in:  id event_notice_id, event event_id, sender user_id, subject text, body text,
--      audience notice_audience, recipients int, now time
INSERT INTO event_notice (id, event_id, sender_id, subject, body, audience,
       recipients, created_at)
VALUES (:id, :event, :sender, :subject, :body, :audience, :recipients, :now)

-- name: event_notice_list :many
-- The notices of an event, the latest first: all for who runs it, for others those to
-- people who answered as they did.
-- in:  event event_id, viewer user_id, is_host bool
-- out: id event_notice_id, event_id event_id, subject text, body text,
--      audience notice_audience, recipients int, created_at time
-- page: id desc
SELECT n.id, n.event_id, n.subject, n.body, n.audience, n.recipients, n.created_at
  FROM event_notice n
 WHERE n.event_id = :event AND n.id < :after_id
   AND CASE WHEN :is_host THEN TRUE ELSE
       (SELECT {{is_in_audience r, n.audience}}
          FROM rsvp r
         WHERE r.event_id = n.event_id AND r.user_id = :viewer) IS TRUE END
 ORDER BY n.id DESC
 LIMIT :limit

-- name: event_notice_words :one
-- What a notice says.
-- in:  id event_notice_id
-- out: subject text, body text
SELECT subject, body FROM event_notice WHERE id = :id
