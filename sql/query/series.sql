-- Series: how they recur, and their dates, which are events.

-- fragment: recurrence_row
rdates json, exdates json, open_dates int, made_until wall, made int

-- name: recurrence_add :exec
-- How a new series recurs, of which no date was made yet.
-- in:  event event_id, {{recurrence_row}}, root event_id
INSERT INTO recurrence (event_id, {{columns recurrence_row}}, root_id)
VALUES (:event, {{values recurrence_row}}, :root)

-- name: recurrence_get :one
-- How a series recurs, of any of its dates too, as the viewer sees it.
-- in:  id event_id, viewer user_id?
-- out: series_id event_id, rrule text?, rdates json, exdates json, open_dates int,
--      made_until wall
SELECT s.id AS series_id, s.rrule, c.rdates, c.exdates, c.open_dates, c.made_until
  FROM event e
  JOIN event s ON s.id = {{namer e}}
  JOIN recurrence c ON c.event_id = s.id
 WHERE e.id = :id AND {{event_visible e}}

-- name: series_find :one
-- The series that an event is, or is a date of, when the viewer sees it.
-- in:  id event_id, viewer user_id?
-- out: id event_id
SELECT {{namer e}} AS id
  FROM event e
 WHERE e.id = :id AND (e.is_series OR e.series_id IS NOT NULL) AND {{event_visible e}}

-- name: series_of :one
-- The series that an event is, or is a date of.
-- in:  id event_id
-- out: id event_id
SELECT {{namer e}} AS id
  FROM event e
 WHERE e.id = :id AND (e.is_series OR e.series_id IS NOT NULL)

-- name: series_alive :one
-- How many series of somebody have dates ahead, counted up to a limit.
-- in:  organizer user_id, now time, limit int
-- out: n int
SELECT count(*) AS n
  FROM (SELECT s.id
          FROM event s
         WHERE s.organizer_id = :organizer AND s.is_series
           AND s.status IN ('draft', 'published')
           AND (SELECT d.id FROM event d
                 WHERE d.series_id = s.id AND d.start_time > :now LIMIT 1) IS NOT NULL
         LIMIT :limit) AS alive

-- name: series_for_dates :one
-- A series whose dates are to be made or opened; how many that were made lie ahead,
-- counted up to a limit. The row stays locked.
-- in:  id event_id, now time, limit int
-- out: status event_status, has_tickets bool, timezone text, start_time time, end_time time,
--      start_wall wall?, end_wall wall?, rsvp_closes_at time?, rrule text?, reminders json,
--      reconfirm_before_hours int?, reconfirm_for_hours int?,
--      {{recurrence_row}}, n_ahead int
SELECT e.status, e.has_tickets, e.timezone, e.start_time, e.end_time, e.start_wall, e.end_wall,
       e.rsvp_closes_at, e.rrule, e.reminders, e.reconfirm_before_hours,
       e.reconfirm_for_hours, {{columns recurrence_row, c}},
       (SELECT count(*) FROM (SELECT d.id FROM event d
                               WHERE d.series_id = :id AND d.start_time > :now
                                 AND d.recurrence_id <= c.made_until
                               LIMIT :limit) AS ahead) AS n_ahead
  FROM event e
  JOIN recurrence c ON c.event_id = e.id
 WHERE e.id = :id
 {{for_update_of_event}}

-- fragment: wall_of us
-- @postgresql
(timestamp 'epoch' + ({us})::bigint * interval '1 microsecond')
-- @sqlite
{us}
-- @end

-- Dates that the program has worked out.
-- fragment: dates_worked_out
-- @postgresql
SELECT CAST({{field 'id'}} AS uuid) AS id,
-- @sqlite
SELECT text_uuid({{field 'id'}}) AS id,
-- @end
       {{wall_of {{field 'recurrence_id'}}}} AS recurrence_id,
       {{wall_of {{field 'start_wall'}}}} AS start_wall,
       {{wall_of {{field 'end_wall'}}}} AS end_wall,
       {{time_of {{field 'start'}}}} AS start_time, {{time_of {{field 'end'}}}} AS end_time,
       {{time_of {{field 'closes'}}}} AS rsvp_closes_at, {{time_of {{field 'due'}}}} AS due_at,
       CAST({{field 'bits'}} AS {{integer}}) AS bits
-- @postgresql
  FROM json_array_elements(:dates) AS d
-- @sqlite
  FROM json_each(:dates)
-- @end

-- name: series_add_dates :exec
-- Dates of a series; those that are there already are left as they are. They have
-- its state, and of what it says only what lists and answers go by.
-- in:  id event_id, dates json, now time
INSERT INTO event (id, organizer_id, title, start_time, end_time, start_wall, end_wall,
       timezone, visibility, waitlist, rsvp_closes_at, rsvp_closes_before, max_party,
       attendee_list, guest_rsvp, attendees_upload, reminders, reconfirm_before_hours,
       reconfirm_for_hours, due_at, done_until, category_ids, tags, cluster_id, group_id, venue_lat, venue_lon, cell, status,
       capacity, series_id, recurrence_id, is_open, span, published_at, hidden_at,
       {{event_sight}}, taken, waiting, created_at, updated_at, version)
SELECT d.id, e.organizer_id, '', d.start_time, d.end_time, d.start_wall, d.end_wall,
       e.timezone, e.visibility, e.waitlist, d.rsvp_closes_at, e.rsvp_closes_before,
       e.max_party, e.attendee_list, e.guest_rsvp, e.attendees_upload, e.reminders,
       e.reconfirm_before_hours, e.reconfirm_for_hours, CASE WHEN e.status = 'published' THEN d.due_at END,
       :now, '[]', '[]', e.cluster_id, e.group_id, e.venue_lat, e.venue_lon,
       e.cell, e.status, e.capacity, e.id, d.recurrence_id, FALSE,
       {{event_span d.start_time, d.end_time}}, e.published_at, e.hidden_at,
       e.is_shown, e.is_shown AND e.visibility = 'public',
       CASE WHEN e.is_shown THEN {{event_home e.visibility, e.cluster_id, e.group_id}} END,
       0, 0, :now, :now, 1
  FROM event e
 CROSS JOIN ({{dates_worked_out}}) AS d
 WHERE e.id = :id
    ON CONFLICT DO NOTHING

-- name: series_add_categories :exec
-- The dates of a series behind one are in its categories.
-- in:  id event_id, after wall
INSERT INTO event_category (event_id, category_id, start_time, is_listed)
SELECT d.id, c.category_id, d.start_time, d.is_listed
  FROM event d
 CROSS JOIN event_category c
 WHERE d.series_id = :id AND d.recurrence_id > :after AND c.event_id = :id
    ON CONFLICT DO NOTHING

-- name: series_to_open :many
-- Of the next dates of a series, as many as take answers at a time, those that do not yet.
-- in:  id event_id, open_dates int, now time
-- out: id event_id
SELECT n.id
  FROM (SELECT d.id, d.is_open
          FROM event d
         WHERE d.series_id = :id AND d.start_time > :now
           AND CASE WHEN d.status = 'published' THEN TRUE ELSE FALSE END
         ORDER BY d.start_time, d.id
         LIMIT :open_dates) AS n
 WHERE NOT n.is_open

-- name: series_open :exec
-- Some of them begin to take answers, if nobody has answered the series itself; not what
-- was cancelled meanwhile.
-- in:  id event_id, ids json
UPDATE event SET is_open = TRUE
 WHERE id IN ({{ids_in :ids}}) AND status = 'published'
   AND (SELECT r.user_id FROM rsvp r WHERE r.event_id = :id LIMIT 1) IS NULL

-- name: series_next :one
-- The next date of a series.
-- in:  id event_id, now time
-- out: start_time time
SELECT d.start_time
  FROM event d
 WHERE d.series_id = :id AND d.start_time > :now
 ORDER BY d.start_time, d.id
 LIMIT 1

-- name: recurrence_set_made :exec
-- How far the dates of a series were made, and when it is to be looked at again.
-- in:  id event_id, made_until wall, made int, due_at time?
UPDATE recurrence SET made_until = :made_until, made = :made, due_at = :due_at
 WHERE event_id = :id

-- name: recurrence_set :exec
-- How a series recurs from now on: of the dates behind made_until some may be there.
-- in:  id event_id, rdates json, exdates json, made_until wall, made int
UPDATE recurrence
   SET rdates = :rdates, exdates = :exdates, made_until = :made_until, made = :made
 WHERE event_id = :id

-- name: series_set_rrule :exec
-- The rule of a series, of which calendar programs have to know.
-- in:  id event_id, rrule text?
UPDATE event SET rrule = :rrule, sequence = sequence + 1 WHERE id = :id

-- name: recurrence_set_open_dates :exec
-- How many dates of a series take answers.
-- in:  id event_id, open_dates int
UPDATE recurrence SET open_dates = :open_dates WHERE event_id = :id

-- name: recurrence_set_exdates :exec
-- What is left out.
-- in:  id event_id, exdates json
UPDATE recurrence SET exdates = :exdates WHERE event_id = :id

-- name: recurrence_look_in :exec
-- The series that were made in a space are to be looked at: dates whose turn came while
-- it was closing wait for it.
-- in:  space space_id, now time
UPDATE recurrence SET due_at = :now
 WHERE due_at IS NOT NULL
   AND event_id IN (SELECT g.id FROM event g WHERE g.group_id = :space AND g.is_series
                    UNION ALL
                    SELECT c.id FROM event c WHERE c.cluster_id = :space AND c.is_series)

-- name: recurrence_due :many
-- Series that are to be looked at.
-- in:  now time, after time, after_id event_id, limit int
-- out: id event_id, due_at time?
SELECT c.event_id AS id, c.due_at
  FROM recurrence c
 WHERE c.due_at <= :now AND (c.due_at, c.event_id) > (:after, :after_id)
 ORDER BY c.due_at, c.event_id
 LIMIT :limit

-- name: series_dates :many
-- All dates of a series, by which date each is; somebody has answered or reserved one, or put a
-- file there.
-- in:  id event_id
-- out: id event_id, recurrence_id wall?, start_wall wall?, start_time time, end_time time,
--      overrides int, status event_status, is_answered bool, has_files bool
SELECT e.id, e.recurrence_id, e.start_wall, e.start_time, e.end_time, e.overrides, e.status,
       (SELECT r.user_id FROM rsvp r WHERE r.event_id = e.id LIMIT 1) IS NOT NULL
       OR (SELECT h.id FROM reservation h WHERE h.event_id = e.id LIMIT 1) IS NOT NULL
       AS is_answered,
       (SELECT f.id FROM file f WHERE f.event_id = e.id LIMIT 1) IS NOT NULL AS has_files
  FROM event e
 WHERE e.series_id = :id
 ORDER BY e.recurrence_id

-- name: series_move_dates :exec
-- Other times for dates of a series, that the program has worked out, in the series'
-- zone; bits: what they then say otherwise, besides what they do. SQLite would read the
-- text once for each date.
-- in:  id event_id, dates json, now time
WITH d AS MATERIALIZED ({{dates_worked_out}})
UPDATE event
   SET recurrence_id = d.recurrence_id, timezone = s.timezone,
       start_wall = d.start_wall, end_wall = d.end_wall,
       start_time = d.start_time, end_time = d.end_time,
       span = {{event_span d.start_time, d.end_time}},
       overrides = event.overrides | d.bits,
       due_at = CASE WHEN event.due_at IS NOT NULL THEN :now END,
       updated_at = :now, version = event.version + 1
  FROM event s
 CROSS JOIN d
 WHERE s.id = :id AND event.series_id = s.id AND event.id = d.id

-- name: series_cancel_dates :exec
-- Dates that their series does not have any more are cancelled, but not with it.
-- in:  ids json, now time
UPDATE event
   SET status = 'cancelled', due_at = NULL, done_until = :now, reconfirm_until = NULL,
       sequence = sequence + 1, updated_at = :now, version = version + 1
 WHERE id IN ({{ids_in :ids}}) AND status IN ('draft', 'published')

-- name: series_remove_dates :exec
-- Dates that their series does not have any more are removed.
-- in:  ids json
DELETE FROM event WHERE id IN ({{ids_in :ids}})

-- What a date has from its series unless a bit says otherwise: texts, of which dates
-- that say none have none, and settings, which each has.
-- fragment: text_of_series column, bit
{column} = CASE WHEN event.overrides & 159 = 0 OR event.overrides & {bit} <> 0
                THEN event.{column} ELSE s.{column} END

-- fragment: setting_of_series column, bit
{column} = CASE WHEN event.overrides & {bit} <> 0 THEN event.{column} ELSE s.{column} END

-- fragment: closing_of_series
CASE WHEN event.overrides & 512 <> 0 THEN event.rsvp_closes_at
     WHEN s.rsvp_closes_at IS NOT NULL
     THEN event.start_time - (s.start_time - s.rsvp_closes_at) END

-- fragment: label_of_series column
{column} = CASE WHEN event.overrides & 159 = 0 THEN event.{column} ELSE s.{column} END

-- name: series_set_texts :exec
-- Dates follow what their series says, and for whom it is. A date that says nothing
-- of its own, of a series that is for the same people, is not written.
-- in:  id event_id, now time
UPDATE event
   SET {{text_of_series title, 1}},
       {{text_of_series description, 2}},
       {{text_of_series location, 4}},
       {{text_of_series venue_name, 4}},
       {{text_of_series venue_address, 4}},
       {{setting_of_series venue_lat, 4}},
       {{setting_of_series venue_lon, 4}},
       {{setting_of_series cell, 4}},
       {{text_of_series online_url, 8}},
       {{text_of_series image_url, 16}},
       {{setting_of_series waitlist, 128}},
       {{setting_of_series max_party, 128}},
       {{setting_of_series attendee_list, 128}},
       guest_rsvp = s.guest_rsvp, attendees_upload = s.attendees_upload,
       reminders = s.reminders,
       reconfirm_before_hours = s.reconfirm_before_hours,
       reconfirm_for_hours = s.reconfirm_for_hours,
       {{setting_of_series rsvp_closes_before, 512}},
       rsvp_closes_at = {{closing_of_series}},
       due_at = CASE WHEN event.due_at IS NOT NULL THEN :now END,
       {{label_of_series category_ids}},
       {{label_of_series tags}},
       {{label_of_series rrule}},
       visibility = s.visibility,
       ({{event_sight}}) = ({{event_sight_by {{is_shown event.published_at, event.hidden_at, event.organizer_id}}, s.visibility, event.cluster_id, event.group_id, TRUE}}),
       updated_at = :now, version = event.version + 1
  FROM event s
 WHERE s.id = :id AND event.series_id = :id
   AND (event.overrides & 159 <> 0 OR event.visibility <> s.visibility
        OR event.waitlist <> s.waitlist OR event.max_party <> s.max_party
        OR event.attendee_list <> s.attendee_list
        OR event.guest_rsvp <> s.guest_rsvp
        OR event.attendees_upload <> s.attendees_upload
        OR event.venue_lat IS DISTINCT FROM s.venue_lat
        OR event.venue_lon IS DISTINCT FROM s.venue_lon
        OR event.rsvp_closes_at IS DISTINCT FROM {{closing_of_series}}
        OR CAST(event.reminders AS TEXT) <> CAST(s.reminders AS TEXT)
        OR event.reconfirm_before_hours IS DISTINCT FROM s.reconfirm_before_hours
        OR event.reconfirm_for_hours IS DISTINCT FROM s.reconfirm_for_hours)

-- name: series_own_words :many
-- Dates that are found by words of their own.
-- in:  id event_id
-- out: id event_id, title text, location text?, venue_name text?, description text?
SELECT e.id, e.title, e.location, e.venue_name, e.description
  FROM event e
 WHERE e.series_id = :id AND e.overrides & 7 <> 0

-- name: series_remove_categories :exec
-- Dates are in no category any more.
-- in:  id event_id
DELETE FROM event_category
 WHERE event_id IN (SELECT d.id FROM event d WHERE d.series_id = :id)

-- Whether the capacity of a date is its series'.
-- fragment: has_capacity_of_series event
{event}.series_id = :id AND {event}.end_time > :now AND {event}.overrides & 64 = 0

-- name: series_crowded :one
-- A date more of whose spots are taken than there would be.
-- in:  id event_id, capacity int?, now time
-- out: start_wall wall?, taken int
SELECT e.start_wall, e.taken
  FROM event e
 WHERE {{has_capacity_of_series e}} AND e.taken > :capacity
 LIMIT 1

-- name: series_set_capacity :exec
-- Another capacity of the dates that lie ahead.
-- in:  id event_id, capacity int?, now time
UPDATE event
   SET capacity = :capacity, updated_at = :now, version = version + 1
 WHERE {{has_capacity_of_series event}} AND capacity IS DISTINCT FROM :capacity

-- name: series_waiting :many
-- Dates ahead for which somebody waits, in the order in which they are locked.
-- in:  id event_id, now time
-- out: id event_id
SELECT e.id
  FROM event e
 WHERE e.series_id = :id AND e.end_time > :now AND e.waiting > 0
 ORDER BY e.id

-- name: series_open_dates :many
-- Dates ahead that take answers, in the order in which they are locked.
-- in:  id event_id, now time
-- out: id event_id
SELECT e.id
  FROM event e
 WHERE e.series_id = :id AND e.start_time > :now
   AND CASE WHEN e.is_open THEN TRUE ELSE FALSE END
 ORDER BY e.id
