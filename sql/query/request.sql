-- Who asks to be let into spaces.

-- fragment: request_out
id request_id, user_id user_id, user.id user_id, user.first_name text,
user.last_name text, user.image_url text?, answers json, state request_state,
reason text?, created_at time

-- fragment: request_columns
r.id, r.user_id, u.id AS "user.id", u.first_name AS "user.first_name",
u.last_name AS "user.last_name", u.image_url AS "user.image_url", r.answers,
r.state, r.reason, r.created_at

-- name: request_put :one
-- Somebody asks to be let in; while that waits, they answer anew.
-- in:  id request_id, space space_id, user user_id, answers json, now time
-- out: id request_id
INSERT INTO join_request (id, space_id, user_id, answers, state, state_at,
       created_at)
VALUES (:id, :space, :user, :answers, 'pending', :now, :now)
    ON CONFLICT (user_id, space_id) WHERE state = 'pending' DO UPDATE
   SET answers = :answers
RETURNING id

-- name: request_rejected :one
-- When somebody was last turned away from a space, not later than now.
-- in:  space space_id, user user_id, now time
-- out: at time?
SELECT max(r.state_at) AS at
  FROM join_request r
 WHERE r.user_id = :user AND r.space_id = :space AND r.state = 'rejected'
   AND r.state_at <= :now

-- name: request_find :one
-- Who asked for what, and what was decided.
-- in:  id request_id, space space_id
-- out: user_id user_id, state request_state
SELECT r.user_id, r.state
  FROM join_request r
 WHERE r.id = :id AND r.space_id = :space

-- name: request_get :one
-- A request as those see it who decide.
-- in:  id request_id
-- out: {{request_out}}
SELECT {{request_columns}}
  FROM join_request r
  JOIN users u ON u.id = r.user_id
 WHERE r.id = :id

-- name: request_list :many
-- Those that wait, the longest first, without those of people who are suspended.
-- in:  space space_id
-- out: {{request_out}}
-- page: created_at, id
SELECT {{request_columns}}
  FROM join_request r
  JOIN users u ON u.id = r.user_id AND u.suspended_at IS NULL
 WHERE r.space_id = :space AND r.state = 'pending'
   AND (r.created_at, r.id) > (:after_created_at, :after_id)
 ORDER BY r.created_at, r.id
 LIMIT :limit

-- name: request_settle :exec
-- Somebody has come in, and so asks no more.
-- in:  space space_id, user user_id, by user_id?, now time
UPDATE join_request SET state = 'approved', state_at = :now, by_id = :by
 WHERE space_id = :space AND user_id = :user AND state = 'pending'

-- name: request_reject :exec
-- Somebody is turned away.
-- in:  id request_id, by user_id, reason text?, now time
UPDATE join_request
   SET state = 'rejected', state_at = :now, by_id = :by, reason = :reason
 WHERE id = :id AND state = 'pending'

-- name: request_withdraw :exec
-- Somebody asks no more for a space, nor for the groups of a cluster.
-- in:  space space_id, user user_id
DELETE FROM join_request
 WHERE user_id = :user AND state = 'pending'
   AND (space_id = :space
        OR (SELECT s.cluster_id FROM space s
             WHERE s.id = join_request.space_id) = :space)

-- name: request_purge :exec
-- Forgets at most limit requests that have waited, or been decided, since before a
-- time.
-- in:  before time, limit int
DELETE FROM join_request
 WHERE id IN (SELECT id FROM join_request
               WHERE state_at < :before LIMIT :limit)
