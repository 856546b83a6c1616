-- Calendars elsewhere, and what of their owners' time they say is taken.

-- fragment: calendar_source_out
id calendar_source_id, name text, url text, tried_at time?, fetched_at time?,
next_at time?, failures int, error text?, created_at time, updated_at time

-- fragment: calendar_source_columns
s.id, s.name, s.url, s.tried_at, s.fetched_at, s.next_at, s.failures, s.error,
s.created_at, s.updated_at

-- name: calendar_source_list :many
-- Somebody's, in the order in which they were added.
-- in:  viewer user_id
-- out: {{calendar_source_out}}
-- page: id
SELECT {{calendar_source_columns}}
  FROM calendar_source s
 WHERE s.user_id = :viewer AND s.id > :after_id
 ORDER BY s.id
 LIMIT :limit

-- name: calendar_source_get :one
-- One of theirs.
-- in:  id calendar_source_id, viewer user_id
-- out: {{calendar_source_out}}
SELECT {{calendar_source_columns}}
  FROM calendar_source s
 WHERE s.id = :id AND s.user_id = :viewer

-- name: calendar_source_count :one
-- How many they have.
-- in:  viewer user_id
-- out: n int
SELECT count(*) AS n FROM calendar_source s WHERE s.user_id = :viewer

-- name: calendar_source_add :exec
-- One more, to be asked at once.
-- in:  id calendar_source_id, viewer user_id, name text, url text, pause_s int, now time
INSERT INTO calendar_source (id, user_id, name, url, next_at, pause_s, failures,
       created_at, updated_at, version)
VALUES (:id, :viewer, :name, :url, :now, :pause_s, 0, :now, :now, 1)

-- name: calendar_source_for_write :one
-- One of theirs that is about to be changed.
-- in:  id calendar_source_id, viewer user_id
-- out: url text, tried_at time?
SELECT s.url, s.tried_at
  FROM calendar_source s
 WHERE s.id = :id AND s.user_id = :viewer
 {{for_update}}

-- name: calendar_source_rename :exec
-- It has another name.
-- in:  id calendar_source_id, name text, now time
UPDATE calendar_source
   SET name = :name, updated_at = :now
 WHERE id = :id

-- name: calendar_source_move :exec
-- It is somewhere else: nothing is known of what is there.
-- in:  id calendar_source_id, url text, pause_s int, now time
UPDATE calendar_source
   SET url = :url, etag = NULL, last_modified = NULL, said_hash = NULL,
       fetched_at = NULL, read_at = NULL,
       next_at = :now, pause_s = :pause_s, failures = 0, error = NULL,
       updated_at = :now, version = version + 1
 WHERE id = :id

-- name: calendar_source_remove :one
-- They do not want it any more.
-- in:  id calendar_source_id, viewer user_id
-- out: id calendar_source_id
DELETE FROM calendar_source WHERE id = :id AND user_id = :viewer RETURNING id

-- name: calendar_source_due :many
-- A page of those that are to be asked, of people who are not suspended.
-- in:  now time, after time, after_id calendar_source_id, limit int
-- out: id calendar_source_id, next_at time?
SELECT s.id, s.next_at
  FROM calendar_source s
  JOIN users u ON u.id = s.user_id
 WHERE (s.next_at, s.id) > (:after, :after_id) AND s.next_at <= :now
   AND u.suspended_at IS NULL
 ORDER BY s.next_at, s.id
 LIMIT :limit

-- name: calendar_source_set_back :exec
-- What a clock that was ahead has put off is due.
-- in:  latest time, now time
UPDATE calendar_source SET next_at = :now WHERE next_at > :latest

-- name: calendar_source_begin :one
-- It is asked now; next: when again, if nobody comes back from there.
-- in:  id calendar_source_id, next time, now time
-- out: user_id user_id, timezone text, url text, etag text?, last_modified text?,
--      said_hash bytes?, read_at time?, pause_s int, failures int, version int
UPDATE calendar_source
   SET tried_at = :now, next_at = :next
 WHERE id = :id
RETURNING user_id, (SELECT u.timezone FROM users u WHERE u.id = user_id) AS timezone,
          url, etag, last_modified, said_hash, read_at, pause_s, failures, version

-- name: calendar_source_lock :one
-- The state in which it is, before what was found there is written.
-- in:  id calendar_source_id
-- out: version int
SELECT s.version FROM calendar_source s WHERE s.id = :id {{for_update}}

-- name: calendar_source_put_off :exec
-- It was not asked, and is to be.
-- in:  id calendar_source_id, next time
UPDATE calendar_source SET next_at = :next WHERE id = :id

-- name: calendar_source_failed :exec
-- It gave no answer that is of use.
-- in:  id calendar_source_id, error text, next time?, pause_s int
UPDATE calendar_source
   SET failures = failures + 1, error = :error, next_at = :next, pause_s = :pause_s
 WHERE id = :id

-- name: calendar_source_same :exec
-- It says what it said before.
-- in:  id calendar_source_id, next time, pause_s int, now time
UPDATE calendar_source
   SET failures = 0, error = NULL, fetched_at = :now, next_at = :next,
       pause_s = :pause_s
 WHERE id = :id

-- name: calendar_source_read :exec
-- What it says was read.
-- in:  id calendar_source_id, etag text?, last_modified text?, said_hash bytes,
--      next time, pause_s int, now time
UPDATE calendar_source
   SET failures = 0, error = NULL, fetched_at = :now, read_at = :now, etag = :etag,
       last_modified = :last_modified, said_hash = :said_hash, next_at = :next, pause_s = :pause_s
 WHERE id = :id

-- name: busy_clear :exec
-- Nothing is taken by a source any more.
-- in:  source calendar_source_id
DELETE FROM busy WHERE source_id = :source

-- fragment: busy_worked_out
-- @postgresql
SELECT {{time_of {{field 'start'}}}} AS start_time, {{time_of {{field 'end'}}}} AS end_time,
       CAST({{field 'tentative'}} AS boolean) AS is_tentative
  FROM json_array_elements(:times) AS d
-- @sqlite
SELECT {{field 'start'}} AS start_time, {{field 'end'}} AS end_time,
       {{field 'tentative'}} AS is_tentative
  FROM json_each(:times)
-- @end

-- name: busy_add :exec
-- What is taken by it: times, each once.
-- in:  source calendar_source_id, user user_id, times json
INSERT INTO busy (source_id, user_id, start_time, end_time, is_tentative)
SELECT :source, :user, t.start_time, t.end_time, t.is_tentative
  FROM ({{busy_worked_out}}) AS t
