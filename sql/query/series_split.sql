-- A series in two: what the second half has from the first.

-- name: series_set_start :exec
-- With which date a series begins, and how it recurs.
-- in:  id event_id, start_time time, end_time time, start_wall wall?,
--      end_wall wall?, rsvp_closes_at time?, rrule text?
UPDATE event
   SET start_time = :start_time, end_time = :end_time, start_wall = :start_wall,
       end_wall = :end_wall,
       rsvp_closes_at = :rsvp_closes_at, rrule = :rrule
 WHERE id = :id

-- name: recurrence_copy :exec
-- How the second half recurs, of which no date was made yet.
-- in:  id event_id, from event_id, rdates json, exdates json, made_until wall
INSERT INTO recurrence (event_id, rdates, exdates, open_dates, made_until, made, root_id)
SELECT :id, :rdates, :exdates, c.open_dates, :made_until, 0, c.root_id
  FROM recurrence c
 WHERE c.event_id = :from

-- name: series_copy_categories :exec
-- What a series is filed under.
-- in:  id event_id, from event_id
INSERT INTO event_category (event_id, category_id, start_time, is_listed)
SELECT e.id, c.category_id, e.start_time, e.is_listed
  FROM event e
 CROSS JOIN event_category c
 WHERE e.id = :id AND c.event_id = :from

-- name: series_copy_guests :exec
-- Whom a series names, as host or guest.
-- in:  id event_id, from event_id
INSERT INTO event_guest ({{guest_row}})
SELECT e.id, g.user_id, g.role, g.is_invited, g.sees, e.start_time, g.is_series,
       g.added_by, g.created_at
  FROM event e
 CROSS JOIN event_guest g
 WHERE e.id = :id AND g.event_id = :from

-- name: series_copy_invitation :exec
-- One of those whom a series invites, also by an address that nobody has shown yet.
-- in:  id event_invitation_id, event event_id, from event_invitation_id
INSERT INTO event_invitation (id, event_id, user_id, email, email_key, invited_by,
       created_at)
SELECT :id, :event, i.user_id, i.email, i.email_key, i.invited_by, i.created_at
  FROM event_invitation i
 WHERE i.id = :from

-- name: series_copy_answers :exec
-- The answers to a series, which stand for its dates.
-- in:  id event_id, from event_id
INSERT INTO rsvp (event_id, user_id, status, party_size, note, queued_at, passed,
       created_at, updated_at, version, is_standing, source, asked_at, confirmed_at,
       arrived, attended)
SELECT :id, r.user_id, r.status, r.party_size, r.note, r.queued_at, r.passed,
       r.created_at, r.updated_at, r.version, r.is_standing, r.source, r.asked_at, r.confirmed_at,
       r.arrived, r.attended
  FROM rsvp r
 WHERE r.event_id = :from

-- name: series_give_dates :exec
-- The dates of a series from one on are dates of another one.
-- in:  id event_id, from event_id, since wall, now time
UPDATE event
   SET series_id = :id, updated_at = :now, version = version + 1
 WHERE series_id = :from AND recurrence_id >= :since
