-- What is asked of a copy of the database, or about to be copied.

-- name: copy_schema :one
-- The part of the database where Hearth's tables are or would be, as SQL writes
-- it.
-- out: name text
-- @postgresql
SELECT quote_ident(COALESCE(current_schema(), '')) AS name
-- @sqlite
SELECT 'main' AS name
-- @end

-- name: copy_integrity :one
-- "ok", or the first damage of any page or index; and how many rows refer to
-- nothing. PostgreSQL has no copies of which it could be asked.
-- out: finding text, n_dangling int
-- @postgresql
SELECT 'ok' AS finding, 0::bigint AS n_dangling
-- @sqlite
SELECT (SELECT integrity_check FROM pragma_integrity_check LIMIT 1) AS finding,
       (SELECT count(*) FROM pragma_foreign_key_check) AS n_dangling
-- @end

-- name: copy_content :one
-- How much there is, for people to recognize a copy.
-- out: n_users int, n_events int
SELECT (SELECT count(*) FROM users) AS n_users,
       (SELECT count(*) FROM event) AS n_events
