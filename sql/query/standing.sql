-- Answers to a series, which stand for all its dates: a row of the series itself that
-- holds no seats, and for each date that takes answers one that follows from it.

-- Whether a date takes answers, to those for whom its series is and when its turn has
-- come.
-- fragment: standing_takes date
({date}.status = 'published' AND {date}.is_shown AND NOT {date}.has_tickets
 AND ({date}.rsvp_closes_at IS NULL OR {date}.rsvp_closes_at > :now)
 AND NOT {{event_closes {date}}})

-- name: standing_find :one
-- What somebody has answered to the series that an event is, or is a date of.
-- in:  event event_id, viewer user_id
-- out: series_id event_id, is_series bool, status rsvp_status?
SELECT {{namer e}} AS series_id, e.is_series, s.status
  FROM event e
  LEFT JOIN rsvp s ON s.event_id = {{namer e}} AND s.user_id = :viewer
 WHERE e.id = :event AND (e.is_series OR e.series_id IS NOT NULL)

-- name: standing_lock :one
-- A series, locked: nobody else answers it until the transaction ends.
-- in:  series event_id
-- out: id event_id
SELECT e.id FROM event e WHERE e.id = :series AND e.is_series
 {{for_update_of_event}}

-- The dates for which the viewer's answer stands: those whose turn has come, and on
-- which it stood before.
-- fragment: standing_holds date
{date}.series_id = :series AND {date}.start_time > :now
AND ({date}.is_open
     OR (SELECT o.is_standing FROM rsvp o
          WHERE o.event_id = {date}.id AND o.user_id = :viewer))

-- name: standing_lock_dates :many
-- Locks them, in the order of locks.
-- in:  series event_id, viewer user_id, now time
-- out: id event_id
SELECT e.id FROM event e WHERE {{standing_holds e}}
 ORDER BY e.id
 {{for_update_of_event}}

-- fragment: standing_date
id event_id, takes bool, capacity int?, taken int, waiting int, waitlist bool,
max_party int, status rsvp_status?, party_size int?, is_standing bool?, version int?

-- fragment: standing_date_columns
e.id, {{standing_takes e}} AS takes, e.capacity, e.taken, e.waiting, e.waitlist,
e.max_party, r.status, r.party_size, r.is_standing, r.version

-- name: standing_dates :many
-- The same dates as they then are, with the viewer's answer to each.
-- in:  series event_id, viewer user_id, now time
-- out: {{standing_date}}
SELECT {{standing_date_columns}}
  FROM event e
  LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = :viewer
 WHERE {{standing_holds e}}
 ORDER BY e.id

-- name: standing_own_date :one
-- A date that is locked, with the viewer's answer to it.
-- in:  date event_id, viewer user_id, now time
-- out: {{standing_date}}
SELECT {{standing_date_columns}}
  FROM event e
  LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = :viewer
 WHERE e.id = :date AND e.is_open AND e.start_time > :now

-- name: standing_next_date :one
-- A date whose turn comes, locked; none that is hidden, or in a space that closes: its
-- turn comes again.
-- in:  date event_id, now time
-- out: is_open bool, takes bool, capacity int?, taken int, waiting int, waitlist bool,
--      max_party int
SELECT e.is_open, {{standing_takes e}} AS takes, e.capacity, e.taken, e.waiting,
       e.waitlist, e.max_party
  FROM event e
 WHERE e.id = :date AND e.status = 'published' AND e.is_shown
   AND e.start_time > :now AND NOT {{event_closes e}}
 {{for_update_of_event}}

-- name: standing_people :many
-- Who has answered a series, in the order in which they did, and what each has answered
-- to a date of it. Whoever suspends one of them waits.
-- in:  series event_id, date event_id, after time, limit int
-- out: user_id user_id, asked rsvp_status, seats int, asked_at time,
--      status rsvp_status?, party_size int?, is_standing bool?, version int?
SELECT s.user_id, s.status AS asked, s.party_size AS seats, s.created_at AS asked_at,
       r.status, r.party_size, r.is_standing, r.version
  FROM rsvp s
  JOIN users u ON u.id = s.user_id AND u.suspended_at IS NULL
  LEFT JOIN rsvp r ON r.event_id = :date AND r.user_id = s.user_id
 WHERE s.event_id = :series AND s.status <> 'removed' AND s.created_at > :after
 ORDER BY s.created_at, s.user_id
 LIMIT :limit
 {{for_key_share_of u}}

-- fragment: last_standing
(SELECT o.created_at FROM rsvp o
  WHERE o.event_id = :series
  ORDER BY o.created_at DESC, o.user_id DESC
  LIMIT 1)

-- name: standing_put :exec
-- What somebody answers to a series that is locked, or a host in their place: as of
-- rsvp_put. created_at tells who did before whom, whatever the clocks say; whoever had
-- declined comes behind all others.
-- in:  series event_id, viewer user_id, status rsvp_status, party_size int, note text?,
--      keeps_note bool, source rsvp_source, now time, version int
INSERT INTO rsvp (event_id, user_id, status, party_size, note, passed, created_at,
       updated_at, version, source, is_standing)
VALUES (:series, :viewer, :status, :party_size, :note, 0,
       {{later :now, COALESCE({{just_after {{last_standing}}}}, :now)}}, :now, :version,
       :source, TRUE)
    ON CONFLICT (event_id, user_id) DO UPDATE
   SET status = excluded.status, party_size = excluded.party_size,
       note = CASE WHEN :keeps_note THEN rsvp.note ELSE excluded.note END,
       created_at = CASE WHEN rsvp.status = 'not_attending' THEN excluded.created_at
                         ELSE rsvp.created_at END,
       source = excluded.source, is_standing = TRUE, updated_at = excluded.updated_at, version = rsvp.version + 1

-- What becomes of answers to dates, as the program has worked it out.
-- fragment: standing_changes
-- @postgresql
SELECT CAST({{field 'event'}} AS uuid) AS event_id,
       CAST({{field 'user'}} AS uuid) AS user_id,
       CAST({{field 'taken'}} AS bigint) AS taken,
       CAST({{field 'waiting'}} AS bigint) AS waiting,
       CAST({{field 'version'}} AS bigint) AS version,
-- @sqlite
SELECT text_uuid({{field 'event'}}) AS event_id, text_uuid({{field 'user'}}) AS user_id,
       {{field 'taken'}} AS taken, {{field 'waiting'}} AS waiting,
       {{field 'version'}} AS version,
-- @end
       {{field 'status'}} AS status, {{time_of {{field 'queued'}}}} AS queued_at
-- @postgresql
  FROM json_array_elements(:changes) AS d
-- @sqlite
  FROM json_each(:changes)
-- @end

-- name: standing_move :exec
-- The seats and places that they take and free; their events are locked.
-- in:  changes json
UPDATE event
   SET taken = event.taken + m.taken, waiting = event.waiting + m.waiting
  FROM (SELECT c.event_id, CAST(sum(c.taken) AS {{integer}}) AS taken,
               CAST(sum(c.waiting) AS {{integer}}) AS waiting
          FROM ({{standing_changes}}) AS c
         GROUP BY c.event_id) AS m
 WHERE event.id = m.event_id

-- Whether somebody waits on, for no more seats than before.
-- fragment: keeps_place
excluded.queued_at IS NOT NULL AND rsvp.queued_at IS NOT NULL
AND excluded.party_size <= rsvp.party_size

-- name: standing_write :exec
-- Answers to dates that follow from those to their series. version: by how much more
-- than what was read; an answer that has changed since is not written.
-- in:  series event_id, changes json, now time
INSERT INTO rsvp (event_id, user_id, status, party_size, note, queued_at, passed,
       created_at, updated_at, version, source, is_standing)
SELECT c.event_id, c.user_id, c.status, s.party_size, s.note, c.queued_at, 0, :now,
       :now, c.version, 'standing', TRUE
  FROM ({{standing_changes}}) AS c
  JOIN rsvp s ON s.event_id = :series AND s.user_id = c.user_id
 WHERE s.status <> 'removed'
    ON CONFLICT (event_id, user_id) DO UPDATE
   SET status = excluded.status, party_size = excluded.party_size,
       note = excluded.note,
       passed = CASE WHEN {{keeps_place}} THEN rsvp.passed ELSE 0 END,
       queued_at = CASE WHEN {{keeps_place}} THEN rsvp.queued_at
                        ELSE excluded.queued_at END,
       confirmed_at = CASE WHEN rsvp.asked_at IS NOT NULL THEN :now END,
       updated_at = excluded.updated_at, version = excluded.version,
       source = excluded.source, is_standing = TRUE
 WHERE rsvp.version + 1 = excluded.version

-- name: standing_forget :exec
-- Takes back what followed from somebody's answer to a series, on dates ahead.
-- in:  series event_id, viewer user_id, now time
DELETE FROM rsvp
 WHERE user_id = :viewer AND is_standing
   AND event_id IN (SELECT e.id FROM event e
                     WHERE e.series_id = :series AND e.start_time > :now)

-- name: standing_remove :exec
-- Takes back an answer to a series.
-- in:  series event_id, viewer user_id
DELETE FROM rsvp WHERE event_id = :series AND user_id = :viewer

-- name: standing_get :one
-- Somebody's answer to a series, and on how many dates ahead they have seats by it,
-- wait, or have nothing.
-- in:  series event_id, viewer user_id, now time
-- out: event_id event_id, user_id user_id, status rsvp_status, party_size int,
--      note text?, position int?, is_standing bool, source rsvp_source, asked_at time?,
--      confirmed_at time?, arrived int, attended bool?, created_at time,
--      updated_at time, dates.attending int, dates.waitlisted int, dates.full int,
--      _version int
SELECT s.event_id, s.user_id, s.status, s.party_size, s.note,
       CAST(NULL AS {{integer}}) AS position, s.is_standing, s.source, s.asked_at,
       s.confirmed_at, s.arrived, s.attended, s.created_at, s.updated_at,
       d.attending AS "dates.attending", d.waitlisted AS "dates.waitlisted",
       d.n_full AS "dates.full", s.version AS _version
  FROM rsvp s
 CROSS JOIN (SELECT count(CASE WHEN r.status = 'attending' THEN 1 END) AS attending,
                    count(CASE WHEN r.status = 'waitlisted' THEN 1 END) AS waitlisted,
                    count(CASE WHEN r.status IS NULL THEN 1 END) AS n_full
               FROM event e
               LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = :viewer
              WHERE e.series_id = :series AND e.start_time > :now AND e.is_open
                AND e.status = 'published'
                AND COALESCE(r.is_standing, TRUE)) AS d
 WHERE s.event_id = :series AND s.user_id = :viewer

-- name: standing_open_dates :many
-- The dates of a series, or the one that an event is, which take answers, and these
-- without tickets; none when nobody has answered the series.
-- in:  event event_id, now time
-- out: id event_id
SELECT d.id
  FROM (SELECT e.id, e.series_id FROM event e WHERE e.id = :event
        UNION ALL
        SELECT e.id, e.series_id FROM event e WHERE e.series_id = :event) AS n
  JOIN event d ON d.id = n.id
 WHERE n.series_id IS NOT NULL AND d.is_open AND NOT d.has_tickets
   AND d.start_time > :now
   AND (SELECT s.user_id FROM rsvp s WHERE s.event_id = n.series_id LIMIT 1) IS NOT NULL

-- name: standing_open :exec
-- A date takes answers of everybody from now on.
-- in:  date event_id
UPDATE event SET is_open = TRUE WHERE id = :date AND NOT is_open
