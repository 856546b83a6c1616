-- Who does which run of a routine.

-- name: rotation_runs :many
-- Runs of a routine that begin between two times and that fewer do than should, but for
-- those of which a manager has said who does them.
-- in:  routine routine_id, from time, to time, per_run int
-- out: run_on text, starts_at time, due_at time, minutes int, has_conflict bool,
--      n_assignees int
SELECT x.run_on, x.starts_at, x.due_at, x.minutes, x.has_conflict,
       (SELECT count(*) FROM run_assignee a
         WHERE a.routine_id = x.routine_id AND a.run_on = x.run_on) AS n_assignees
  FROM routine_run x
 WHERE x.routine_id = :routine AND x.starts_at > :from AND x.starts_at < :to
   AND CASE WHEN x.status = 'scheduled' AND NOT x.is_arranged THEN TRUE ELSE FALSE END
   AND (SELECT count(*) FROM run_assignee a
         WHERE a.routine_id = x.routine_id AND a.run_on = x.run_on) < :per_run
 ORDER BY x.starts_at

-- name: rotation_busy :many
-- When those who take turns are somewhere else between two times, up to a limit.
-- in:  routine routine_id, from time, to time, now time, limit int
-- out: user_id user_id, start_time time, end_time time
SELECT b.user_id, b.start_time, b.end_time
  FROM ({{busy {{rotation_people}}, :routine}}) AS b
 LIMIT :limit

-- fragment: rotation_people
(SELECT w.user_id FROM routine_pool w WHERE w.routine_id = :routine AND w.left_at IS NULL)

-- name: rotation_clear :exec
-- Nobody does the runs that begin later than a time, but whoever wanted to, or was told.
-- in:  routine routine_id, from time
DELETE FROM run_assignee
 WHERE routine_id = :routine AND source IN ('fixed', 'rotation')
   AND run_on IN (SELECT x.run_on FROM routine_run x
                   WHERE x.routine_id = :routine AND x.starts_at > :from
                     AND x.status = 'scheduled')

-- name: rotation_fix :exec
-- The same people, all that there are, do the runs that begin between two times and that
-- nobody does.
-- in:  routine routine_id, from time, to time
INSERT INTO run_assignee (routine_id, run_on, user_id, source)
SELECT x.routine_id, x.run_on, o.user_id, 'fixed'
  FROM routine_run x
  JOIN routine_pool o ON o.routine_id = x.routine_id AND o.left_at IS NULL
 WHERE x.routine_id = :routine AND x.starts_at > :from AND x.starts_at < :to
   AND x.status = 'scheduled' AND NOT x.is_arranged
   AND NOT EXISTS (SELECT 1 FROM run_assignee a
                    WHERE a.routine_id = x.routine_id AND a.run_on = x.run_on)

-- name: rotation_leave :exec
-- Somebody does none of the runs of a routine that begin later than a time.
-- in:  routine routine_id, user user_id, from time
DELETE FROM run_assignee
 WHERE routine_id = :routine AND user_id = :user
   AND run_on IN (SELECT x.run_on FROM routine_run x
                   WHERE x.routine_id = :routine AND x.starts_at > :from
                     AND x.closed_at IS NULL)

-- name: run_assignee_add :exec
-- Somebody does a run.
-- in:  routine routine_id, run_on text, user user_id, source assignee_source
INSERT INTO run_assignee (routine_id, run_on, user_id, source)
VALUES (:routine, :run_on, :user, :source)

-- name: run_assignee_list :many
-- Who does a run.
-- in:  routine routine_id, run_on text
-- out: user_id user_id, source assignee_source
SELECT a.user_id, a.source
  FROM run_assignee a
 WHERE a.routine_id = :routine AND a.run_on = :run_on
 ORDER BY a.user_id

-- name: run_assignee_remove :exec
-- Somebody does it no more; source: only whoever came by it so.
-- in:  routine routine_id, run_on text, user user_id, source assignee_source?
DELETE FROM run_assignee
 WHERE routine_id = :routine AND run_on = :run_on AND user_id = :user
   AND (:source IS NULL OR source = :source)

-- name: run_assignee_clear :exec
-- Nobody does it.
-- in:  routine routine_id, run_on text
DELETE FROM run_assignee WHERE routine_id = :routine AND run_on = :run_on

-- name: run_set_conflict :exec
-- Whether nobody was free for it.
-- in:  routine routine_id, run_on text, has_conflict bool
UPDATE routine_run SET has_conflict = :has_conflict
 WHERE routine_id = :routine AND run_on = :run_on

-- name: run_set_arranged :exec
-- A manager has said who does it, be it nobody: it is given out no more.
-- in:  routine routine_id, run_on text
UPDATE routine_run SET is_arranged = TRUE, has_conflict = FALSE
 WHERE routine_id = :routine AND run_on = :run_on

-- name: run_end_arranged :exec
-- Whom a manager has named for runs that begin later than a time leaves: those are given
-- out again.
-- in:  routine routine_id, user user_id, from time
UPDATE routine_run SET is_arranged = FALSE
 WHERE routine_id = :routine AND starts_at > :from AND is_arranged
   AND run_on IN (SELECT a.run_on FROM run_assignee a
                   WHERE a.routine_id = :routine AND a.user_id = :user)
