-- Routines (q: fragments have an r of their own), their steps, and who takes turns.

-- What a manager writes.
-- fragment: routine_input
name text, description text?, tags json, start_local text, end_local text, timezone text,
rrule text, starts_on text, until_on text?, exdates json, mode assignment_mode,
per_run int, grace_s int, missed_policy missed_policy

-- fragment: routine_out
id routine_id, name text, description text?, tags json, cluster_id space_id?,
group_id space_id?, start_time text, end_time text, timezone text, rrule text,
starts_on text, until text?, exdates json, assignment.mode assignment_mode,
assignment.per_run int, grace_s int, missed_policy missed_policy, status routine_status,
created_by user_id?, created_at time, updated_at time

-- Whose it is is told of those alone whom the viewer sees.
-- fragment: routine_columns
q.id, q.name, q.description, q.tags, q.cluster_id, q.group_id,
q.start_local AS start_time, q.end_local AS end_time, q.timezone, q.rrule, q.starts_on,
q.until_on AS until, q.exdates, q.mode AS "assignment.mode",
q.per_run AS "assignment.per_run", q.grace_s, q.missed_policy,
{{routine_status q}} AS status,
CASE WHEN {{not_blocked q.created_by}} THEN q.created_by END AS created_by,
q.created_at, q.updated_at

-- An active one is overdue while a run of it is.
-- fragment: routine_status routine
CASE WHEN {routine}.state = 'active' AND {{routine_is_overdue {routine}}} THEN 'overdue'
     ELSE {routine}.state END

-- fragment: routine_is_overdue routine
((SELECT x.run_on FROM routine_run x
   WHERE x.routine_id = {routine}.id AND x.closed_at IS NULL AND x.overdue_at <= :now
   LIMIT 1) IS NOT NULL)

-- Time changes a routine too, so what it is at a time is part of its version.
-- fragment: routine_version routine
{routine}.version * 2
+ CASE WHEN {routine}.state = 'active' AND {{routine_is_overdue {routine}}} THEN 1 ELSE 0 END

-- name: routine_get :one
-- One routine as the viewer sees it.
-- in:  id routine_id, viewer user_id, now time
-- out: {{routine_out}}, _version int
SELECT {{routine_columns}}, {{routine_version q}} AS _version
  FROM routine q
 WHERE q.id = :id AND {{routine_visible q}}

-- The rows that a page of a list may have. One CASE: PostgreSQL takes it for a condition
-- that lets half of the rows pass.
-- fragment: routine_passes
q.id > :after_id
AND CASE WHEN :cluster_id IS NOT NULL AND COALESCE(q.cluster_id <> :cluster_id, TRUE)
         THEN FALSE
         WHEN :group_id IS NOT NULL AND COALESCE(q.group_id <> :group_id, TRUE)
         THEN FALSE
         WHEN :status IS NOT NULL THEN {{routine_status q}} = :status
         ELSE TRUE END

-- Those for the members of spaces that the viewer is in.
-- fragment: routine_shared
SELECT * FROM (
-- @postgresql
       SELECT x.id
         FROM {{routine_spaces}} CROSS JOIN LATERAL (
              SELECT q.id
                FROM routine q
               WHERE q.audience_id = a.id AND {{routine_passes}}
               ORDER BY q.id
               LIMIT :limit) AS x
        ORDER BY x.id
-- @sqlite
       SELECT q.id
         FROM {{routine_spaces}} CROSS JOIN routine q
        WHERE q.audience_id = a.id AND {{routine_passes}}
        ORDER BY q.id
-- @end
        LIMIT :limit) AS shared

-- fragment: routine_spaces
(SELECT m.space_id AS id FROM member m
  WHERE m.user_id = :viewer AND m.is_active
    AND CASE WHEN :cluster_id IS NULL THEN TRUE ELSE m.cluster_id = :cluster_id END
    AND CASE WHEN :group_id IS NULL THEN TRUE ELSE m.space_id = :group_id END) AS a

-- name: routine_list :many
-- The routines that the viewer may see: of their spaces, of a cluster whose routines they
-- manage, and their own of no space.
-- in:  viewer user_id, cluster_id space_id?, group_id space_id?, status routine_status?,
--      now time
-- out: {{routine_out}}
-- page: id
SELECT {{routine_columns}}
  FROM (
       {{routine_shared}}
       UNION
       SELECT * FROM (
              SELECT q.id
                FROM routine q
               WHERE q.cluster_id = {{space_where_may :cluster_id, 1048576}}
                 AND {{routine_passes}}
               ORDER BY q.id
               LIMIT :limit) AS overseen
       UNION
       SELECT * FROM (
              SELECT q.id
                FROM routine q
               WHERE q.created_by = :viewer
                 AND CASE WHEN q.audience_id IS NULL THEN TRUE ELSE FALSE END
                 AND {{routine_passes}}
               ORDER BY q.id
               LIMIT :limit) AS own
       ORDER BY id
       LIMIT :limit) AS page
 CROSS JOIN routine q
 WHERE q.id = page.id
 ORDER BY q.id

-- fragment: routine_calendar_out
id routine_id, {{routine_input}}, state routine_state, created_at time, updated_at time,
version int

-- name: routine_calendar :many
-- How routines recur, for calendars: one, or those that are active and for a space and its
-- groups.
-- in:  {{calendar_routines_in}}
-- out: {{routine_calendar_out}}
{{routine_calendar_rows}}
 ORDER BY q.id

-- name: routine_calendar_mark :one
-- Another number whenever routine_calendar says anything else.
-- in:  {{calendar_routines_in}}
-- out: mark int
SELECT COALESCE(bit_xor({{hash_text ({{columns routine_calendar_out, k}})}}), 0) AS mark
  FROM ({{routine_calendar_rows}}) AS k

-- fragment: routine_calendar_rows
SELECT q.id, {{columns routine_input, q}}, q.state, q.created_at, q.updated_at, q.version
  FROM ({{calendar_routines}}) AS page
 CROSS JOIN routine q
 WHERE q.id = page.id AND {{routine_visible q}}

-- name: routine_count_live :one
-- How many routines of the viewer's are not over, counted up to a limit.
-- in:  viewer user_id, limit int
-- out: n int
SELECT count(*) AS n
  FROM (SELECT q.id FROM routine q
         WHERE q.created_by = :viewer AND q.state IN ('active', 'paused')
         LIMIT :limit) AS made

-- name: routine_add :exec
-- A new routine, for the members of its group, else of its cluster.
-- in:  id routine_id, cluster_id space_id?, group_id space_id?, viewer user_id,
--      {{routine_input}}, now time
INSERT INTO routine (id, cluster_id, group_id, audience_id, created_by,
       {{columns routine_input}}, state, created_at, updated_at, version)
VALUES (:id, :cluster_id, :group_id, COALESCE(:group_id, :cluster_id), :viewer,
       {{values routine_input}}, 'active', :now, :now, 1)

-- name: routine_for_write :one
-- A routine to be changed, or one of its runs, and how the viewer stands to it. The row
-- stays locked: whatever is done to its runs waits. version: as its ETag has it.
-- in:  id routine_id, viewer user_id, now time
-- out: id routine_id, cluster_id space_id?, group_id space_id?, created_by user_id,
--      {{routine_input}}, state routine_state, planned_until time?, version int,
--      is_visible bool, permissions int, is_in_pool bool
SELECT q.id, q.cluster_id, q.group_id, q.created_by, {{columns routine_input, q}}, q.state,
       q.planned_until, {{routine_version q}} AS version,
       {{routine_visible q}} AS is_visible, {{routine_permissions q}} AS permissions,
       {{takes_turns q, :viewer}} AS is_in_pool
  FROM routine q
 WHERE q.id = :id
-- @postgresql
   FOR NO KEY UPDATE OF q
-- @end

-- name: routine_find :one
-- The same of one that is only looked at.
-- in:  id routine_id, viewer user_id
-- out: {{routine_input}}, state routine_state, planned_until time?, permissions int
SELECT {{columns routine_input, q}}, q.state, q.planned_until,
       {{routine_permissions q}} AS permissions
  FROM routine q
 WHERE q.id = :id AND {{routine_visible q}}

-- name: routine_set :exec
-- What was changed of a routine that is locked.
-- in:  id routine_id, {{routine_input}}, now time
UPDATE routine
   SET {{sets routine_input}}, updated_at = :now, version = version + 1
 WHERE id = :id

-- name: routine_set_state :exec
-- What it is from now on.
-- in:  id routine_id, state routine_state, now time
UPDATE routine
   SET state = :state, planned_until = NULL, updated_at = :now, version = version + 1
 WHERE id = :id

-- name: routine_set_planned :exec
-- How far its runs have become rows.
-- in:  id routine_id, planned_until time?
UPDATE routine SET planned_until = :planned_until WHERE id = :id

-- name: routine_put_off :exec
-- The clock looks at its runs no earlier than at a time: one could not be moved.
-- in:  id routine_id, until time?
UPDATE routine SET put_off_until = :until WHERE id = :id

-- name: routine_remove :exec
-- It is gone, with all that belongs to it.
-- in:  id routine_id
DELETE FROM routine WHERE id = :id

-- name: routine_in_space :many
-- Some of the routines that were made in a space.
-- in:  space space_id, limit int
-- out: id routine_id
SELECT * FROM (SELECT q.id FROM routine q WHERE q.cluster_id = :space LIMIT :limit) AS c
 UNION
SELECT * FROM (SELECT q.id FROM routine q WHERE q.group_id = :space LIMIT :limit) AS g
 ORDER BY id

-- name: routine_to_plan :many
-- Some of those whose runs have become rows for less than a time ahead.
-- in:  before time, limit int
-- out: id routine_id
SELECT q.id
  FROM routine q
 WHERE q.planned_until < :before
 ORDER BY q.planned_until
 LIMIT :limit

-- fragment: routine_step_input
name text, position int, is_required bool, est_minutes int?, after_ids json

-- name: routine_step_list :many
-- The steps of a routine as the next runs have them, in their order.
-- in:  routine routine_id
-- out: id routine_step_id, name text, position int, required bool, est_minutes int?,
--      after json
SELECT s.id, s.name, s.position, s.is_required AS required, s.est_minutes,
       s.after_ids AS after
  FROM routine_step s
 WHERE s.routine_id = :routine AND s.removed_at IS NULL
 ORDER BY s.position, s.id

-- name: routine_step_get :one
-- One of them.
-- in:  routine routine_id, id routine_step_id
-- out: id routine_step_id, name text, position int, required bool, est_minutes int?,
--      after json
SELECT s.id, s.name, s.position, s.is_required AS required, s.est_minutes,
       s.after_ids AS after
  FROM routine_step s
 WHERE s.id = :id AND s.routine_id = :routine AND s.removed_at IS NULL

-- name: routine_step_add :exec
-- A new step of a routine that is locked.
-- in:  id routine_step_id, routine routine_id, {{routine_step_input}}
INSERT INTO routine_step (id, routine_id, {{columns routine_step_input}})
VALUES (:id, :routine, {{values routine_step_input}})

-- name: routine_step_set :exec
-- What was changed of a step.
-- in:  id routine_step_id, {{routine_step_input}}
UPDATE routine_step SET {{sets routine_step_input}} WHERE id = :id

-- name: routine_step_remove :exec
-- The runs to come have it no more.
-- in:  id routine_step_id, now time
UPDATE routine_step SET removed_at = :now WHERE id = :id

-- name: routine_pool_list :many
-- Who takes turns, and what they have had of it since a time.
-- in:  routine routine_id, viewer user_id, since time
-- out: user.id user_id?, user.first_name text?, user.last_name text?,
--      user.image_url text?, minutes_done int, minutes_planned int, credit_minutes int,
--      last_on text?
SELECT u.id AS "user.id", u.first_name AS "user.first_name",
       u.last_name AS "user.last_name", u.image_url AS "user.image_url",
       {{minutes_of 'completed', 'completed'}} AS minutes_done,
       {{minutes_of 'scheduled', 'open'}} AS minutes_planned, o.credit_minutes,
       (SELECT max(a.run_on)
          FROM run_assignee a
          JOIN routine_run x ON x.routine_id = a.routine_id AND x.run_on = a.run_on
         WHERE a.user_id = o.user_id AND a.routine_id = o.routine_id
           AND x.status = 'completed') AS last_on
  FROM routine_pool o
  LEFT JOIN users u
    ON u.id = o.user_id AND u.suspended_at IS NULL AND {{not_blocked o.user_id}}
 WHERE o.routine_id = :routine AND o.left_at IS NULL
 ORDER BY o.user_id

-- fragment: minutes_of state, other
(SELECT CAST(COALESCE(sum(x.minutes), 0) AS {{integer}})
   FROM run_assignee a
   JOIN routine_run x ON x.routine_id = a.routine_id AND x.run_on = a.run_on
  WHERE a.user_id = o.user_id AND a.routine_id = o.routine_id
    AND x.starts_at > :since AND x.status IN ({state}, {other}))

-- name: routine_pool_load :many
-- Who takes turns, with the minutes of what they have done and are to do in this routine
-- since a time, and when the last of it begins.
-- in:  routine routine_id, since time
-- out: user_id user_id, minutes int, last_start time?
SELECT o.user_id,
       o.credit_minutes
       + COALESCE((SELECT CAST(sum(x.minutes) AS {{integer}})
                     FROM run_assignee a
                     JOIN routine_run x
                       ON x.routine_id = a.routine_id AND x.run_on = a.run_on
                    WHERE a.user_id = o.user_id AND a.routine_id = o.routine_id
                      AND x.starts_at > :since
                      AND x.status IN ('scheduled', 'open', 'completed')), 0) AS minutes,
       (SELECT max(x.starts_at)
          FROM run_assignee a
          JOIN routine_run x ON x.routine_id = a.routine_id AND x.run_on = a.run_on
         WHERE a.user_id = o.user_id AND a.routine_id = o.routine_id
           AND x.status IN ('scheduled', 'open', 'completed')) AS last_start
  FROM routine_pool o
 WHERE o.routine_id = :routine AND o.left_at IS NULL
 ORDER BY o.user_id

-- name: routine_pool_find :one
-- Whether somebody takes turns, and whether they may.
-- in:  routine routine_id, user user_id
-- out: is_for_them bool, is_in bool
SELECT {{routine_is_for q, :user}} AS is_for_them, {{takes_turns q, :user}} AS is_in
  FROM routine q
 WHERE q.id = :routine

-- name: routine_pool_add :exec
-- Somebody takes turns from now on; who did before counts as before, or as a newcomer if
-- that is more.
-- in:  routine routine_id, user user_id, credit_minutes int, now time
INSERT INTO routine_pool (routine_id, user_id, joined_at, credit_minutes)
VALUES (:routine, :user, :now, :credit_minutes)
    ON CONFLICT (routine_id, user_id) DO UPDATE
   SET joined_at = CASE WHEN routine_pool.left_at IS NULL THEN routine_pool.joined_at
                        ELSE :now END,
       credit_minutes = CASE WHEN routine_pool.left_at IS NULL
                                  THEN routine_pool.credit_minutes
                             ELSE :credit_minutes END,
       left_at = NULL

-- name: routine_pool_leave :exec
-- Somebody takes no turns any more.
-- in:  routine routine_id, user user_id, now time
UPDATE routine_pool SET left_at = :now
 WHERE routine_id = :routine AND user_id = :user AND left_at IS NULL

-- name: routine_astray :many
-- Routines in which somebody takes turns, or is to do a run that has not begun, and which
-- are not for them any more.
-- in:  user user_id, now time, limit int
-- out: id routine_id
SELECT q.id
  FROM (SELECT o.routine_id AS id FROM routine_pool o
         WHERE o.user_id = :user AND o.left_at IS NULL
         UNION
        SELECT a.routine_id
          FROM run_assignee a
          JOIN routine_run x ON x.routine_id = a.routine_id AND x.run_on = a.run_on
         WHERE a.user_id = :user AND a.run_on >= {{day_from :now, 1}}
           AND x.starts_at > :now AND x.closed_at IS NULL) AS mine
 CROSS JOIN routine q
 WHERE q.id = mine.id AND NOT {{routine_is_for q, :user}}
 ORDER BY q.id
 LIMIT :limit
