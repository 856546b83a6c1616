-- Runs of routines: when they are, who does them, and how far they are.

-- fragment: run_out
date text, start_time time, due_at time, status run_status, is_overdue bool, is_extra bool,
has_conflict bool, minutes int

-- fragment: run_columns
x.run_on AS date, x.starts_at AS start_time, x.due_at, {{run_status x}} AS status,
{{run_is_overdue x}} AS is_overdue, x.is_extra, x.has_conflict, x.minutes

-- Who does it, as an array; of those whom the viewer does not see nobody is named.
-- fragment: run_assignees
-- @postgresql
(SELECT COALESCE(json_agg(json_build_object('user',
          CASE WHEN u.id IS NOT NULL
               THEN json_build_object('id', u.id, 'first_name', u.first_name,
                                      'last_name', u.last_name, 'image_url', u.image_url)
               END, 'source', a.source) ORDER BY a.user_id), '[]')
   FROM run_assignee a
   {{run_assignee_user}}
  WHERE a.routine_id = x.routine_id AND a.run_on = x.run_on)
-- @sqlite
(SELECT json_group_array(json_object('user', json(b.person), 'source', b.source))
   FROM (SELECT a.source,
                CASE WHEN u.id IS NOT NULL
                     THEN json_object('id', uuid_text(u.id), 'first_name', u.first_name,
                                      'last_name', u.last_name,
                                      'image_url', u.image_url) END AS person
           FROM run_assignee a
           {{run_assignee_user}}
          WHERE a.routine_id = x.routine_id AND a.run_on = x.run_on
          ORDER BY a.user_id) AS b)
-- @end

-- fragment: run_assignee_user
LEFT JOIN users u
    ON u.id = a.user_id AND u.suspended_at IS NULL AND {{not_blocked a.user_id}}

-- name: run_get :one
-- One run of a routine that the viewer sees.
-- in:  routine routine_id, run_on text, viewer user_id, now time
-- out: {{run_out}}, assignees json
SELECT {{run_columns}}, {{run_assignees}} AS assignees
  FROM routine_run x
 WHERE x.routine_id = :routine AND x.run_on = :run_on

-- name: run_list :many
-- Those from a day to another that are rows.
-- in:  routine routine_id, from_on text, to_on text, viewer user_id, now time
-- out: {{run_out}}, assignees json
SELECT {{run_columns}}, {{run_assignees}} AS assignees
  FROM routine_run x
 WHERE x.routine_id = :routine AND x.run_on >= :from_on AND x.run_on <= :to_on
 ORDER BY x.run_on

-- fragment: run_calendar_in
{{calendar_routines_in}}, since time, since_on text, most_runs int

-- fragment: run_calendar_out
routine_id routine_id, run_on text, name text, description text?, starts_at time,
due_at time, created_at time, updated_at time, version int, is_mine bool

-- name: run_calendar :many
-- The runs that calendars have one by one: of its routines those whose day is not in the
-- rule, or, where it has none, those that the viewer does.
-- in:  {{run_calendar_in}}
-- out: {{run_calendar_out}}
{{run_calendar_rows}}
 ORDER BY x.starts_at, q.id

-- name: run_calendar_mark :one
-- Another number whenever run_calendar says anything else.
-- in:  {{run_calendar_in}}
-- out: mark int
SELECT COALESCE(bit_xor({{hash_text ({{columns run_calendar_out, k}})}}), 0) AS mark
  FROM ({{run_calendar_rows}}) AS k

-- fragment: run_calendar_rows
SELECT q.id AS routine_id, x.run_on, q.name, substr(q.description, 1, 2000) AS description,
       x.starts_at, x.due_at, q.created_at, q.updated_at, q.version,
       :id IS NULL AND :space IS NULL AS is_mine
  FROM (SELECT * FROM (
               SELECT a.routine_id, a.run_on
                 FROM run_assignee a
                WHERE a.user_id = CASE WHEN :id IS NULL AND :space IS NULL THEN :viewer END
                  AND a.run_on >= :since_on
                ORDER BY a.run_on
                LIMIT :most_runs) AS mine
        UNION
        SELECT * FROM (
               SELECT e.routine_id, e.run_on
                 FROM routine_run e
                WHERE e.routine_id IN ({{calendar_routines}}) AND e.starts_at > :since
                  AND e.is_extra
                ORDER BY e.starts_at
                LIMIT :most_runs) AS extra) AS page
 CROSS JOIN routine_run x
 CROSS JOIN routine q
 WHERE x.routine_id = page.routine_id AND x.run_on = page.run_on
   AND x.status <> 'cancelled' AND q.id = page.routine_id AND {{routine_visible q}}

-- name: run_step_list :many
-- The steps of a run: as they are since it opened, before that as the routine has them.
-- in:  routine routine_id, run_on text, viewer user_id
-- out: id routine_step_id, name text, position int, required bool, est_minutes int?,
--      after json, state step_state, by.id user_id?, by.first_name text?,
--      by.last_name text?, by.image_url text?, started_at time?, finished_at time?,
--      note text?
SELECT s.step_id AS id, s.name, s.position, s.is_required AS required, s.est_minutes,
       s.after_ids AS after, s.state, u.id AS "by.id", u.first_name AS "by.first_name",
       u.last_name AS "by.last_name", u.image_url AS "by.image_url", s.started_at,
       s.finished_at, s.note
  FROM run_step s
  LEFT JOIN users u
    ON u.id = s.by_user AND u.suspended_at IS NULL AND {{not_blocked s.by_user}}
 WHERE s.routine_id = :routine AND s.run_on = :run_on
 UNION ALL
SELECT d.id, d.name, d.position, d.is_required, d.est_minutes, d.after_ids, 'pending',
       NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM routine_step d
 WHERE d.routine_id = :routine AND d.removed_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM routine_run x
                    WHERE x.routine_id = :routine AND x.run_on = :run_on
                      AND x.status <> 'scheduled')
 ORDER BY position, id

-- name: run_find :one
-- A run of a routine that is locked, and whether the viewer does it.
-- in:  routine routine_id, run_on text, viewer user_id
-- out: starts_at time, due_at time, overdue_at time, status run_status, minutes int,
--      n_assignees int, is_mine bool
SELECT x.starts_at, x.due_at, x.overdue_at, x.status, x.minutes,
       (SELECT count(*) FROM run_assignee a
         WHERE a.routine_id = x.routine_id AND a.run_on = x.run_on) AS n_assignees,
       {{does_run x, :viewer}} AS is_mine
  FROM routine_run x
 WHERE x.routine_id = :routine AND x.run_on = :run_on

-- fragment: does_run run, person
((SELECT a.user_id FROM run_assignee a
   WHERE a.routine_id = {run}.routine_id AND a.run_on = {run}.run_on
     AND a.user_id = {person}) IS NOT NULL)

-- Runs that the program has worked out.
-- fragment: runs_worked_out
SELECT {{field 'on'}} AS run_on, {{time_of {{field 'start'}}}} AS starts_at,
       {{time_of {{field 'due'}}}} AS due_at, {{time_of {{field 'overdue'}}}} AS overdue_at,
       {{time_of {{field 'wake'}}}} AS wake_at
-- @postgresql
  FROM json_array_elements(:runs) AS d
-- @sqlite
  FROM json_each(:runs)
-- @end

-- name: run_plan :exec
-- The runs that a routine has: what is not there is made, and what has not begun is when
-- it is to be.
-- in:  routine routine_id, runs json, minutes int
INSERT INTO routine_run (routine_id, run_on, starts_at, due_at, overdue_at, status, minutes,
       is_extra, has_conflict, wake_at)
SELECT :routine, w.run_on, w.starts_at, w.due_at, w.overdue_at, 'scheduled', :minutes,
       FALSE, FALSE, w.wake_at
  FROM ({{runs_worked_out}}) AS w
-- @sqlite
 WHERE TRUE
-- @end
    ON CONFLICT (routine_id, run_on) DO UPDATE
   SET starts_at = excluded.starts_at, due_at = excluded.due_at,
       overdue_at = excluded.overdue_at, minutes = excluded.minutes, is_extra = FALSE,
       wake_at = CASE WHEN routine_run.starts_at = excluded.starts_at
                      THEN routine_run.wake_at ELSE excluded.wake_at END
 WHERE routine_run.status = 'scheduled'
   AND (routine_run.starts_at <> excluded.starts_at OR routine_run.due_at <> excluded.due_at
        OR routine_run.overdue_at <> excluded.overdue_at
        OR routine_run.minutes <> excluded.minutes OR routine_run.is_extra)

-- Runs to come that a routine has no more.
-- fragment: run_is_left_over
routine_id = :routine AND status = 'scheduled' AND starts_at > :now
AND run_on NOT IN (SELECT w.run_on FROM ({{runs_worked_out}}) AS w)

-- Whether somebody has arranged something for it.
-- fragment: run_is_touched
(EXISTS (SELECT 1 FROM run_assignee a
          WHERE a.routine_id = routine_run.routine_id AND a.run_on = routine_run.run_on
            AND a.source IN ('claim', 'swap', 'manager'))
 OR is_arranged
 OR EXISTS (SELECT 1 FROM swap w
             WHERE w.routine_id = routine_run.routine_id AND w.run_on = routine_run.run_on))

-- name: run_unplan :exec
-- Those go for which nobody has arranged anything.
-- in:  routine routine_id, runs json, now time
DELETE FROM routine_run WHERE {{run_is_left_over}} AND NOT {{run_is_touched}}

-- name: run_set_extra :exec
-- The others stay, beside the rule.
-- in:  routine routine_id, runs json, now time
UPDATE routine_run SET is_extra = TRUE WHERE {{run_is_left_over}} AND NOT is_extra

-- name: run_remove_ahead :exec
-- All runs that have not begun go.
-- in:  routine routine_id, now time
DELETE FROM routine_run
 WHERE routine_id = :routine AND status = 'scheduled' AND starts_at > :now

-- name: run_close_all :exec
-- All runs that are not over are, as missed or cancelled.
-- in:  routine routine_id, status run_status, now time
UPDATE routine_run SET status = :status, closed_at = :now, wake_at = NULL
 WHERE routine_id = :routine AND closed_at IS NULL

-- name: run_some_live :one
-- A run that is not over.
-- in:  routine routine_id
-- out: run_on text
SELECT x.run_on FROM routine_run x
 WHERE x.routine_id = :routine AND x.closed_at IS NULL
 ORDER BY x.overdue_at
 LIMIT 1

-- name: run_to_settle :many
-- Runs of a routine that the clock has something to do to, and when the one behind each
-- begins.
-- in:  routine routine_id, now time
-- out: run_on text, starts_at time, due_at time, overdue_at time, status run_status,
--      wake_at time?, next_start time?
SELECT x.run_on, x.starts_at, x.due_at, x.overdue_at, x.status, x.wake_at,
       (SELECT n.starts_at FROM routine_run n
         WHERE n.routine_id = x.routine_id AND n.starts_at > x.starts_at
         ORDER BY n.starts_at
         LIMIT 1) AS next_start
  FROM routine_run x
 WHERE x.routine_id = :routine AND x.closed_at IS NULL AND x.wake_at <= :now
 ORDER BY x.starts_at

-- name: run_set :exec
-- What the clock, or who has done its last step, has made of a run.
-- in:  routine routine_id, run_on text, status run_status, closed_at time?, wake_at time?
UPDATE routine_run SET status = :status, closed_at = :closed_at, wake_at = :wake_at
 WHERE routine_id = :routine AND run_on = :run_on

--- For the clock, and its routine was not put off.
-- fragment: run_waits
x.wake_at <= :now
           AND CASE WHEN (SELECT q.put_off_until FROM routine q
                           WHERE q.id = x.routine_id) > :now
                    THEN FALSE ELSE TRUE END

-- name: run_due :many
-- The routines of some of those, the latest last, but for those that were put off.
-- in:  now time, limit int
-- out: routine_id routine_id
SELECT DISTINCT due.routine_id
  FROM (SELECT x.routine_id FROM routine_run x
         WHERE {{run_waits}}
         ORDER BY x.wake_at
         LIMIT :limit) AS due
 ORDER BY due.routine_id

-- name: run_open :exec
-- A run has the steps that its routine has now.
-- in:  routine routine_id, run_on text
INSERT INTO run_step (routine_id, run_on, step_id, name, position, is_required, est_minutes,
       after_ids, state)
SELECT s.routine_id, :run_on, s.id, s.name, s.position, s.is_required, s.est_minutes,
       s.after_ids, 'pending'
  FROM routine_step s
 WHERE s.routine_id = :routine AND s.removed_at IS NULL

-- name: run_step_find :one
-- A step of a run, and whether another one comes first that is not done.
-- in:  routine routine_id, run_on text, id routine_step_id
-- out: name text, is_required bool, state step_state, is_blocked bool
SELECT s.name, s.is_required, s.state,
       EXISTS (SELECT 1
                 FROM run_step b
                WHERE b.routine_id = s.routine_id AND b.run_on = s.run_on
                  AND b.state NOT IN ('completed', 'skipped')
                  AND b.step_id IN ({{ids_in s.after_ids}})) AS is_blocked
  FROM run_step s
 WHERE s.routine_id = :routine AND s.run_on = :run_on AND s.step_id = :id

-- name: run_step_set :exec
-- What somebody has made of it.
-- in:  routine routine_id, run_on text, id routine_step_id, state step_state,
--      by user_id?, started bool, finished bool, note text?, now time
UPDATE run_step
   SET state = :state, by_user = :by,
       started_at = CASE WHEN :started THEN COALESCE(started_at, :now) END,
       finished_at = CASE WHEN :finished THEN :now END, note = :note
 WHERE routine_id = :routine AND run_on = :run_on AND step_id = :id

-- name: run_is_done :one
-- Whether every step of it that has to be done is, and none is being done, or has failed.
-- in:  routine routine_id, run_on text
-- out: is_done bool
SELECT NOT EXISTS (SELECT 1 FROM run_step s
                    WHERE s.routine_id = :routine AND s.run_on = :run_on
                      AND (s.state IN ('in_progress', 'failed')
                           OR (s.is_required AND s.state = 'pending'))) AS is_done
