-- What clients are told of how they should look and behave.

-- What an administrator writes.
-- fragment: ui_config_input
app_version text, patch_id text, location text, timezone text?, from_time time?,
until_time time?, priority int, config json, is_enabled bool

-- fragment: ui_config_out
id ui_config_id, {{ui_config_input}}, created_at time, updated_at time, _version int

-- fragment: ui_config_columns
c.id, {{columns ui_config_input, c}}, c.created_at, c.updated_at, c.version AS _version

-- name: ui_config_for :many
-- Rows that are for a client at a time: its version, or one that it is a part of (NULL:
-- there is none), and its patch; place: words of it, each between spaces.
-- in:  exact text, part text?, whole text?, patch text, place text, at time, limit int
-- out: app_version text, patch_id text, location text, timezone text?, config json
SELECT c.app_version, c.patch_id, c.location, c.timezone, c.config
  FROM ui_config c
 WHERE c.app_version IN (:exact, :part, :whole, '*') AND c.patch_id IN ('', :patch)
   AND c.is_enabled
   AND (c.from_time IS NULL OR c.from_time <= :at)
   AND (c.until_time IS NULL OR c.until_time > :at)
   AND (c.location = ''
        OR EXISTS (SELECT 1 FROM ({{words_in c.location}}) AS w
                    WHERE {{names_place w.word}}))
 ORDER BY c.priority, c.id
 LIMIT :limit

-- fragment: names_place word
-- @postgresql
position(' ' || {word} || ' ' IN :place) > 0
-- @sqlite
instr(:place, ' ' || {word} || ' ') > 0
-- @end

-- name: ui_config_list :many
-- All, the oldest first.
-- out: {{ui_config_out}}
-- page: id
SELECT {{ui_config_columns}}
  FROM ui_config c
 WHERE c.id > :after_id
 ORDER BY c.id
 LIMIT :limit

-- name: ui_config_get :one
-- One of them.
-- in:  id ui_config_id
-- out: {{ui_config_out}}
SELECT {{ui_config_columns}}
  FROM ui_config c
 WHERE c.id = :id

-- name: ui_config_for_write :one
-- The same, to be changed. The row stays locked.
-- in:  id ui_config_id
-- out: {{ui_config_input}}, version int
SELECT {{columns ui_config_input, c}}, c.version
  FROM ui_config c
 WHERE c.id = :id
-- @postgresql
   FOR NO KEY UPDATE OF c
-- @end

-- name: ui_config_count :one
-- How many there are.
-- out: n int
SELECT count(*) AS n FROM ui_config c

-- name: ui_config_add :exec
-- A new one.
-- in:  id ui_config_id, {{ui_config_input}}, now time
INSERT INTO ui_config (id, {{columns ui_config_input}}, created_at, updated_at, version)
VALUES (:id, {{values ui_config_input}}, :now, :now, 1)

-- name: ui_config_set :exec
-- What was changed of one.
-- in:  id ui_config_id, {{ui_config_input}}, now time
UPDATE ui_config
   SET {{sets ui_config_input}}, updated_at = :now, version = version + 1
 WHERE id = :id

-- name: ui_config_remove :exec
-- One is gone.
-- in:  id ui_config_id
DELETE FROM ui_config WHERE id = :id
