-- Who asks whom to do a run in their place.

-- What became of it: nobody answers once the first of its runs has begun.
-- fragment: swap_status swap
CASE WHEN {swap}.status = 'asked' AND :now >= {swap}.expires_at THEN 'expired'
     ELSE {swap}.status END

-- fragment: swap_out
id swap_id, routine_id routine_id, date text, from.id user_id?, from.first_name text?,
from.last_name text?, from.image_url text?, to.id user_id?, to.first_name text?,
to.last_name text?, to.image_url text?, for_date text?, status swap_status,
expires_at time, created_at time

-- fragment: swap_columns
w.id, w.routine_id, w.run_on AS date, f.id AS "from.id", f.first_name AS "from.first_name",
f.last_name AS "from.last_name", f.image_url AS "from.image_url", t.id AS "to.id",
t.first_name AS "to.first_name", t.last_name AS "to.last_name",
t.image_url AS "to.image_url", w.for_run_on AS for_date, {{swap_status w}} AS status,
w.expires_at, w.created_at

-- fragment: swap_people
LEFT JOIN users f
    ON f.id = w.from_user AND f.suspended_at IS NULL AND {{not_blocked w.from_user}}
LEFT JOIN users t
    ON t.id = w.to_user AND t.suspended_at IS NULL AND {{not_blocked w.to_user}}

-- name: swap_get :one
-- One swap.
-- in:  id swap_id, viewer user_id, now time
-- out: {{swap_out}}
SELECT {{swap_columns}}
  FROM swap w
  {{swap_people}}
 WHERE w.id = :id

-- name: swap_list :many
-- Those of a run, the oldest first, up to a limit.
-- in:  routine routine_id, run_on text, viewer user_id, now time, limit int
-- out: {{swap_out}}
SELECT {{swap_columns}}
  FROM swap w
  {{swap_people}}
 WHERE w.routine_id = :routine AND w.run_on = :run_on
 ORDER BY w.created_at, w.id
 LIMIT :limit

-- name: swap_count :one
-- How many of somebody's wait for an answer, counted up to a limit, and how many of one
-- run there have been.
-- in:  user user_id, routine routine_id, run_on text, now time, limit int
-- out: waiting int, of_run int
SELECT (SELECT count(*)
          FROM (SELECT w.id FROM swap w
                 WHERE w.from_user = :user AND w.expires_at > :now AND w.status = 'asked'
                 LIMIT :limit) AS open) AS waiting,
       (SELECT count(*) FROM swap w
         WHERE w.routine_id = :routine AND w.run_on = :run_on) AS of_run

-- name: swap_expire :exec
-- What somebody has asked about a run, and nobody has answered in time, is over.
-- in:  routine routine_id, run_on text, user user_id, now time
UPDATE swap SET status = 'expired'
 WHERE routine_id = :routine AND run_on = :run_on AND from_user = :user
   AND status = 'asked' AND expires_at <= :now

-- name: swap_is_asked :one
-- Whether they ask about it now.
-- in:  routine routine_id, run_on text, user user_id
-- out: is_asked bool
SELECT EXISTS (SELECT 1 FROM swap w
                WHERE w.routine_id = :routine AND w.run_on = :run_on
                  AND w.from_user = :user AND w.status = 'asked') AS is_asked

-- name: swap_add :exec
-- Something is asked.
-- in:  id swap_id, routine routine_id, run_on text, from user_id, to user_id?,
--      for_run_on text?, expires_at time, now time
INSERT INTO swap (id, routine_id, run_on, from_user, to_user, for_run_on, status,
       expires_at, created_at)
VALUES (:id, :routine, :run_on, :from, :to, :for_run_on, 'asked', :expires_at, :now)

-- name: swap_find :one
-- The routine of a swap, to be locked.
-- in:  id swap_id
-- out: routine_id routine_id
SELECT w.routine_id FROM swap w WHERE w.id = :id

-- name: swap_for_write :one
-- A swap of a routine that is locked, and whether the viewer sees who asks.
-- in:  id swap_id, viewer user_id, now time
-- out: run_on text, from_user user_id, to_user user_id?, for_run_on text?,
--      status swap_status, is_seen bool
SELECT w.run_on, w.from_user, w.to_user, w.for_run_on, {{swap_status w}} AS status,
       {{not_blocked w.from_user}} AS is_seen
  FROM swap w
 WHERE w.id = :id

-- name: swap_set :exec
-- What has become of it.
-- in:  id swap_id, status swap_status, to user_id?
UPDATE swap SET status = :status, to_user = :to WHERE id = :id

-- name: swap_is_assigned :one
-- Whether somebody does a run that has not begun.
-- in:  routine routine_id, run_on text, user user_id, now time
-- out: is_assigned bool, starts_at time
SELECT (a.user_id IS NOT NULL AND x.starts_at > :now AND x.closed_at IS NULL)
         AS is_assigned, x.starts_at
  FROM routine_run x
  LEFT JOIN run_assignee a
    ON a.routine_id = x.routine_id AND a.run_on = x.run_on AND a.user_id = :user
 WHERE x.routine_id = :routine AND x.run_on = :run_on

-- name: swap_cancel_astray :exec
-- What nobody can do any more is over: the run is another's, or it was asked of somebody
-- who takes no turns, or does not have the run that was to be given for it.
-- in:  routine routine_id
UPDATE swap SET status = 'cancelled'
 WHERE status = 'asked' AND routine_id = :routine
   AND (NOT {{swap_does from_user, run_on}}
        OR (to_user IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM routine_pool o
                             WHERE o.routine_id = swap.routine_id
                               AND o.user_id = swap.to_user AND o.left_at IS NULL))
        OR (for_run_on IS NOT NULL AND NOT {{swap_does to_user, for_run_on}}))

-- fragment: swap_does user, run_on
EXISTS (SELECT 1 FROM run_assignee a
         WHERE a.routine_id = swap.routine_id AND a.run_on = swap.{run_on}
           AND a.user_id = swap.{user})
