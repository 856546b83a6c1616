-- What becomes of somebody who is erased, besides what sql/person.txt says.

-- name: erasure_ask :exec
-- Somebody is to be erased at a time, or earlier, when they have been asked that before.
-- in:  id user_id, at time, now time
UPDATE users
   SET erase_at = CASE WHEN erase_at < :at THEN erase_at ELSE :at END,
       erase_asked_at = COALESCE(erase_asked_at, :now)
 WHERE id = :id

-- name: erasure_get :one
-- When somebody is erased, who is to be.
-- in:  id user_id
-- out: erase_at time, _erase_asked_at time
SELECT COALESCE(erase_at, erase_asked_at) AS erase_at,
       COALESCE(erase_asked_at, erase_at) AS _erase_asked_at
  FROM users
 WHERE id = :id AND erase_at IS NOT NULL

-- name: erasure_lock :one
-- The same, and since when; whether they are out because it was asked for. The row is
-- locked whole.
-- in:  id user_id
-- out: erase_at time, erase_asked_at time, is_by_asking bool
SELECT COALESCE(erase_at, erase_asked_at) AS erase_at,
       COALESCE(erase_asked_at, erase_at) AS erase_asked_at,
       COALESCE(suspended_at = erase_asked_at, FALSE) AS is_by_asking
  FROM users
 WHERE id = :id AND erase_at IS NOT NULL
 {{for_update}}

-- name: erasure_take_back :exec
-- Somebody is not to be erased any more; whether they are suspended stays.
-- in:  id user_id
UPDATE users SET erase_at = NULL, erase_asked_at = NULL WHERE id = :id

-- name: erasure_address :one
-- By what rows are found that name somebody otherwise than by their id.
-- in:  id user_id
-- out: email text, email_key text
SELECT email, email_key FROM users WHERE id = :id

-- name: erasure_add_ghost :exec
-- The account that stands for whoever is gone; nobody can sign in as it.
-- in:  id user_id, now time
INSERT INTO users (id, email, email_key, is_verified, first_name, last_name, timezone,
       locale, tags, role, suspended_at, created_at, updated_at, version)
VALUES (:id, 'deleted-user@invalid', 'deleted-user@invalid', FALSE, 'Deleted', 'user', 'UTC',
       'en', '[]', 'attendee', :now, :now, :now, 1)
    ON CONFLICT DO NOTHING

-- name: erasure_answers :many
-- A page of the events that somebody has answered, in the order in which they are
-- locked. That they were removed holds no seat.
-- in:  user user_id, limit int
-- out: event_id event_id
SELECT event_id
  FROM rsvp
 WHERE user_id = :user AND status <> 'removed'
 ORDER BY event_id
 LIMIT :limit

-- name: erasure_membership :one
-- A space that somebody is in.
-- in:  user user_id
-- out: space_id space_id
SELECT space_id FROM member WHERE user_id = :user LIMIT 1

-- name: erasure_owned :one
-- A space that somebody owns.
-- in:  user user_id
-- out: id space_id
SELECT id FROM space WHERE owner_id = :user LIMIT 1

-- name: erasure_heir :one
-- To whom a space passes: of the other members those of the highest rank, of them who
-- has been there for the longest.
-- in:  space space_id, user user_id
-- out: user_id user_id
SELECT m.user_id
  FROM member m
  JOIN users u ON u.id = m.user_id AND u.suspended_at IS NULL
 WHERE m.space_id = :space AND m.user_id <> :user AND m.is_active
 ORDER BY COALESCE((SELECT max(r.rank)
                      FROM member_role x
                      JOIN role r ON r.id = x.role_id
                     WHERE x.space_id = m.space_id AND x.user_id = m.user_id),
                   (SELECT r.rank FROM role r WHERE r.id = m.role_id)) DESC,
          m.joined_at, m.user_id
 LIMIT 1

-- name: erasure_events :many
-- What somebody organizes that is published and not over, and to whom it passes: the
-- co-host who was named first, else the owner of the space that it is in.
-- in:  organizer user_id, now time, limit int
-- out: id event_id, heir user_id?, space space_id?, is_series bool, title text,
--      start_time time, end_time time, timezone text, place text?
SELECT e.id,
       COALESCE((SELECT g.user_id
                   FROM event_guest g
                   JOIN users u ON u.id = g.user_id AND u.suspended_at IS NULL
                  WHERE g.event_id = e.id AND g.role = 'co_host' AND g.user_id <> :organizer
                  ORDER BY g.created_at, g.user_id
                  LIMIT 1),
                (SELECT u.id
                   FROM space s
                   JOIN users u ON u.id = s.owner_id AND u.suspended_at IS NULL
                  WHERE s.id = COALESCE(e.group_id, e.cluster_id) AND u.id <> :organizer)) AS heir,
       COALESCE(e.group_id, e.cluster_id) AS space, e.is_series,
       {{event_title e}} AS title, e.start_time, e.end_time, e.timezone,
       {{event_place e}} AS place
  FROM event e
 WHERE e.organizer_id = :organizer AND e.series_id IS NULL
   AND (e.is_series OR e.end_time > :now) AND e.status = 'published'
 ORDER BY e.id
 LIMIT :limit

-- name: erasure_drafts :many
-- What somebody has begun and nobody else ever saw.
-- in:  organizer user_id, limit int
-- out: id event_id
SELECT id
  FROM event
 WHERE organizer_id = :organizer AND published_at IS NULL AND series_id IS NULL
 LIMIT :limit

-- name: erasure_messages :exec
-- Of a page of somebody's messages the places alone are left, of which the ghost is
-- the sender.
-- in:  user user_id, ghost user_id, now time, limit int
UPDATE message
   SET sender_id = :ghost, content = NULL, removed_at = COALESCE(removed_at, :now),
       version = version + 1
 WHERE id IN (SELECT m.id FROM message m WHERE m.sender_id = :user LIMIT :limit)

-- name: erasure_audit_of :exec
-- From where somebody did what they did.
-- in:  user user_id
UPDATE audit SET ip_address = NULL WHERE actor_id = :user AND ip_address IS NOT NULL

-- name: erasure_audit_about :exec
-- What was done to somebody: not why, which may be about them.
-- in:  user user_id, hash uuid
UPDATE audit
   SET object_id = CASE WHEN object_id = :user THEN :hash ELSE object_id END,
       details = '{}'
 WHERE subject_id = :user

-- name: erasure_reports :exec
-- What was reported of somebody: not what they had written.
-- in:  user user_id, hash uuid
UPDATE report
   SET subject_id = CASE WHEN subject_id = :user THEN :hash ELSE subject_id END,
       excerpt = ''
 WHERE about_id = :user

-- name: erasure_guest_requests :exec
-- What was asked for under an address.
-- in:  email_key text
DELETE FROM guest_request WHERE email_key = :email_key

-- name: erasure_invites :exec
-- Invites to an address.
-- in:  email_key text
DELETE FROM invite WHERE email_key = :email_key

-- Whether a text has another in it.
-- fragment: has text, part
-- @postgresql
strpos({text}, {part}) > 0
-- @sqlite
instr({text}, {part}) > 0
-- @end

-- name: erasure_jobs :exec
-- Jobs name nobody in place of somebody.
-- in:  user user_id, id text, email text
UPDATE job
   SET payload =
-- @postgresql
       replace(payload::text, :id, '00000000-0000-0000-0000-000000000000')::json,
-- @sqlite
       replace(payload, :id, '00000000-0000-0000-0000-000000000000'),
-- @end
       recipient_id = CASE WHEN recipient_id = :user THEN NULL ELSE recipient_id END,
       dedupe_key = CASE WHEN {{has dedupe_key, :id}} THEN NULL ELSE dedupe_key END,
       last_error = NULL
 WHERE recipient_id = :user OR {{has dedupe_key, :id}} OR {{has last_error, :email}}
-- @postgresql
    OR strpos(payload::text, :id) > 0
-- @sqlite
    OR instr(payload, :id) > 0
-- @end

-- name: erasure_responses :exec
-- Forgets responses that somebody was given, or that name them.
-- in:  principal bytes, id text, email text
DELETE FROM idempotency
 WHERE principal = :principal OR {{has body, :id}} OR {{has body, :email}}

-- name: erasure_pays :one
-- Whether somebody may still pay, on a page that was opened after since and of which it
-- is not known what has become; or of which no answer has come, after unheard.
-- in:  user user_id, since time, unheard time
-- out: pays bool
SELECT (SELECT k.reservation_id
          FROM reservation r
          JOIN checkout k ON k.reservation_id = r.id
         WHERE r.user_id = :user
           AND ((k.look_at IS NOT NULL AND k.created_at > :since)
                OR (k.ref IS NULL AND k.request <> '' AND k.created_at > :unheard))
         LIMIT 1) IS NOT NULL AS pays

-- name: erasure_remove :exec
-- Nothing is left of somebody but what names another by now.
-- in:  id user_id
DELETE FROM users WHERE id = :id
