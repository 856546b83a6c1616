-- Which migrations a database has seen, and which objects were made in it;
-- db/migrate.c makes the tables.

-- name: schema_version :one
-- The version of the schema; 0 when nothing was applied.
-- out: version int
SELECT COALESCE(MAX(version), 0) AS version FROM schema_migration

-- name: schema_list :many
-- What was applied, by version.
-- out: version int, name text, checksum text, applied_at time
SELECT version, name, checksum, applied_at FROM schema_migration ORDER BY version

-- name: schema_oldest :one
-- The oldest version whose programs may go on although the migrations behind a
-- version were applied.
-- in:  version int
-- out: oldest int
SELECT COALESCE(MAX(COALESCE(c.oldest, m.version)), :version) AS oldest
  FROM schema_migration m
  LEFT JOIN schema_compatible c ON c.version = m.version
 WHERE m.version > :version

-- name: schema_compatible_list :many
-- Which versions let older programs go on, by version.
-- out: version int, oldest int
SELECT version, oldest FROM schema_compatible ORDER BY version

-- name: schema_compatible_add :exec
-- Records of which version programs may go on with a migration.
-- in:  version int, oldest int
INSERT INTO schema_compatible (version, oldest) VALUES (:version, :oldest)

-- name: schema_compatible_remove :exec
-- Forgets it.
-- in:  version int
DELETE FROM schema_compatible WHERE version = :version

-- name: schema_add :exec
-- Records a migration that was applied.
-- in:  version int, name text, checksum text, now time
INSERT INTO schema_migration (version, name, checksum, applied_at)
VALUES (:version, :name, :checksum, :now)

-- name: schema_remove :exec
-- Forgets a migration that was taken back.
-- in:  version int
DELETE FROM schema_migration WHERE version = :version

-- name: schema_object_list :many
-- The functions, triggers and views that were made, by what they are part of.
-- out: object text, number int, kind text, name text, on_table text, checksum text
SELECT object, number, kind, name, on_table, checksum
  FROM schema_object
 ORDER BY object, number

-- name: schema_object_add :exec
-- Records one that was made.
-- in:  object text, number int, kind text, name text, on_table text, checksum text
INSERT INTO schema_object (object, number, kind, name, on_table, checksum)
VALUES (:object, :number, :kind, :name, :on_table, :checksum)

-- name: schema_object_remove :exec
-- Forgets an object whose parts were dropped.
-- in:  object text
DELETE FROM schema_object WHERE object = :object
