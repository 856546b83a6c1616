-- Which migrations a database has seen; db/migrate.c makes the table.

-- name: schema_version :one
-- The version of the schema; 0 when nothing was applied.
-- out: version int
SELECT COALESCE(MAX(version), 0) AS version FROM schema_migration

-- name: schema_list :many
-- What was applied, by version.
-- out: version int, name text, checksum text, applied_at time
SELECT version, name, checksum, applied_at FROM schema_migration ORDER BY version

-- name: schema_add :exec
-- Records a migration that was applied.
-- in:  version int, name text, checksum text, now time
INSERT INTO schema_migration (version, name, checksum, applied_at)
VALUES (:version, :name, :checksum, :now)

-- name: schema_remove :exec
-- Forgets a migration that was taken back.
-- in:  version int
DELETE FROM schema_migration WHERE version = :version
