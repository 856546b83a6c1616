-- Events that people bring from calendars elsewhere.

-- name: calendar_import_reader :one
-- In which zone somebody reads times that name none.
-- in:  viewer user_id
-- out: timezone text
SELECT u.timezone FROM users u WHERE u.id = :viewer

-- name: calendar_import_find :one
-- What somebody has brought before, by a digest of its UID.
-- in:  viewer user_id, uid_hash bytes
-- out: event_id event_id, status event_status
SELECT i.event_id, e.status
  FROM calendar_import i
  JOIN event e ON e.id = i.event_id
 WHERE i.user_id = :viewer AND i.uid_hash = :uid_hash

-- name: calendar_import_own :one
-- The same of an event that they organize here.
-- in:  viewer user_id, id event_id
-- out: event_id event_id, status event_status
SELECT e.id AS event_id, e.status
  FROM event e
 WHERE e.id = :id AND e.organizer_id = :viewer AND e.series_id IS NULL

-- name: calendar_import_add :exec
-- It was brought, and became an event.
-- in:  viewer user_id, uid_hash bytes, event event_id
INSERT INTO calendar_import (user_id, uid_hash, event_id)
VALUES (:viewer, :uid_hash, :event)

-- name: calendar_import_date :one
-- The date of a series that it has at a wall time.
-- in:  series event_id, wall wall
-- out: id event_id
SELECT e.id FROM event e WHERE e.series_id = :series AND e.recurrence_id = :wall
