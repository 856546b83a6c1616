-- What the clock does to events.

-- What it goes by.
-- fragment: event_clock
start_time time, end_time time, reminders json, reconfirm_before_hours int?,
reconfirm_for_hours int?, reconfirm_until time?, done_until time?

-- name: due_is_any :one
-- Whether the clock has anything to do: a read.
-- in:  now time
-- out: is_any bool
SELECT (SELECT e.id FROM event e WHERE e.due_at <= :now LIMIT 1) IS NOT NULL AS is_any

-- name: due_take :many
-- A page of the events that the clock has something to do with, those of which it is
-- due the longest; whoever takes them next does so no sooner than again.
-- in:  now time, again time, limit int
-- out: id event_id
UPDATE event SET due_at = :again
 WHERE id IN (SELECT e.id
                FROM event e
               WHERE e.due_at <= :now
               ORDER BY e.due_at
               LIMIT :limit
-- @postgresql
                 FOR NO KEY UPDATE SKIP LOCKED
-- @end
             )
RETURNING id

-- name: due_lock :one
-- An event as the clock finds it. The row stays locked.
-- in:  id event_id
-- out: {{event_clock}}, status event_status, is_shown bool, title text, timezone text,
--      place text?
SELECT {{columns event_clock, e}}, e.status, e.is_shown, {{event_title e}} AS title, e.timezone,
       {{event_place e}} AS place
  FROM event e
 WHERE e.id = :id
 {{for_update_of_event}}

-- name: due_set :exec
-- When the clock looks at an event next; until when those who were asked may answer.
-- in:  id event_id, due_at time?, done_until time, reconfirm_until time?
UPDATE event
   SET due_at = :due_at, done_until = :done_until,
       reconfirm_until = :reconfirm_until
 WHERE id = :id

-- name: due_set_back :exec
-- What a clock has done that was ahead, after newest, is not done yet: at most limit
-- of these events.
-- in:  newest time, now time, limit int
UPDATE event SET done_until = :now, due_at = :now
 WHERE id IN (SELECT e.id
                FROM event e
               WHERE e.done_until > :newest AND e.due_at IS NOT NULL
               LIMIT :limit)
