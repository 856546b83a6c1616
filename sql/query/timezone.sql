-- When clocks are set otherwise than was thought.

-- name: timezone_rules_get :one
-- The version of the rules that were last seen.
-- out: version text
SELECT version FROM timezone_rules WHERE id = 1

-- name: timezone_rules_set :exec
-- Later ones have been seen.
-- in:  version text
INSERT INTO timezone_rules (id, version) VALUES (1, :version)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version

-- fragment: timezone_event
id event_id, timezone text, start_wall wall?, end_wall wall?, start_time time,
end_time time, is_series bool, status event_status

-- name: timezone_page :many
-- A page of single events and series, over or not.
-- in:  after_id event_id, limit int
-- out: {{timezone_event}}
SELECT {{columns timezone_event, e}}
  FROM event e
 WHERE e.id > :after_id AND e.series_id IS NULL
 ORDER BY e.id
 LIMIT :limit

-- name: timezone_dates :many
-- The dates of a series that are not over.
-- in:  series event_id, now time
-- out: {{timezone_event}}
SELECT {{columns timezone_event, e}}
  FROM event e
 WHERE e.series_id = :series AND e.end_time > :now
 ORDER BY e.start_time, e.id

-- name: timezone_lock :one
-- An event whose times are worked out anew, and as people are told of it. The row stays
-- locked.
-- in:  id event_id
-- out: {{timezone_event}}, title text, place text?, sequence int, is_shown bool
SELECT {{columns timezone_event, e}}, {{event_title e}} AS title,
       {{event_place e}} AS place, e.sequence, e.is_shown
  FROM event e
 WHERE e.id = :id
 {{for_update_of_event}}

-- name: timezone_set :exec
-- Other times for what clocks show as before. What was said of the start moves along:
-- until when answers are taken, but for a time of its own.
-- in:  id event_id, start_time time, end_time time, now time
UPDATE event
   SET rsvp_closes_at = CASE WHEN rsvp_closes_before IS NOT NULL OR is_series
                               OR (series_id IS NOT NULL AND overrides & 512 = 0)
                             THEN :start_time + (rsvp_closes_at - start_time)
                             ELSE rsvp_closes_at END,
       start_time = :start_time, end_time = :end_time,
       span = {{event_span :start_time, :end_time}},
       due_at = CASE WHEN due_at IS NOT NULL THEN :now END,
       sequence = sequence + 1, updated_at = :now, version = version + 1
 WHERE id = :id
