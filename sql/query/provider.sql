-- Providers, and what is known of them.

-- fragment: provider_input
title text, client_id text, scopes text, trusts_email bool, tenants json, is_enabled bool

-- fragment: provider_out
name text, kind provider_kind, issuer text, {{provider_input}}, has_secret bool,
metadata_at time?, created_at time, updated_at time

-- fragment: provider_columns
p.name, p.kind, p.issuer, {{columns provider_input, p}},
p.client_secret IS NOT NULL AS has_secret, p.metadata_at, p.created_at, p.updated_at

-- name: provider_list :many
-- All, by name.
-- out: {{provider_out}}
-- page: name unique
SELECT {{provider_columns}}
  FROM provider p
 WHERE p.name > :after_name
 ORDER BY p.name
 LIMIT :limit

-- name: provider_list_enabled :many
-- Those with which one can sign in, by name.
-- in:  limit int
-- out: name text, title text, kind provider_kind
SELECT p.name, p.title, p.kind
  FROM provider p
 WHERE CASE WHEN p.is_enabled THEN TRUE ELSE FALSE END
 ORDER BY p.name
 LIMIT :limit

-- name: provider_get :one
-- One of them.
-- in:  name text
-- out: {{provider_out}}
SELECT {{provider_columns}}
  FROM provider p
 WHERE p.name = :name

-- name: provider_count :one
-- How many there are.
-- out: n int
SELECT count(*) AS n FROM provider p

-- name: provider_add :exec
-- A new one; nothing when there is one of this name.
-- in:  id provider_id, name text, kind provider_kind, issuer text, {{provider_input}},
--      client_secret bytes?, now time
INSERT INTO provider (id, name, kind, issuer, {{columns provider_input}}, client_secret,
       failures, created_at, updated_at, version)
VALUES (:id, :name, :kind, :issuer, {{values provider_input}}, :client_secret, 0, :now,
       :now, 1)
    ON CONFLICT (name) DO NOTHING

-- name: provider_for_write :one
-- One that is about to be changed. The row stays locked.
-- in:  name text
-- out: id provider_id, kind provider_kind, issuer text, {{provider_input}},
--      client_secret bytes?
SELECT p.id, p.kind, p.issuer, {{columns provider_input, p}}, p.client_secret
  FROM provider p
 WHERE p.name = :name
-- @postgresql
   FOR UPDATE OF p
-- @end

-- name: provider_set :exec
-- What was changed of one; what it says of itself is asked for anew.
-- in:  id provider_id, issuer text, {{provider_input}}, client_secret bytes?, now time
UPDATE provider
   SET issuer = :issuer, {{sets provider_input}}, client_secret = :client_secret,
       metadata = NULL, metadata_at = NULL, failures = 0, retry_at = NULL,
       updated_at = :now, version = version + 1
 WHERE id = :id

-- name: provider_is_used :one
-- Whether somebody has an account of a provider.
-- in:  name text
-- out: is_used bool
SELECT EXISTS (SELECT 1 FROM account a
                WHERE a.provider = :name AND a.unlinked_at IS NULL) AS is_used

-- name: provider_remove :exec
-- One that nobody has an account of goes.
-- in:  id provider_id
DELETE FROM provider WHERE id = :id

-- name: provider_find :one
-- One with which people sign in, of its name or its id; the other is NULL.
-- in:  name text?, id provider_id?
-- out: id provider_id, name text, kind provider_kind, title text, issuer text,
--      client_id text, client_secret bytes?, scopes text, trusts_email bool, tenants json,
--      is_enabled bool, metadata json?, metadata_at time?, retry_at time?
SELECT p.id, p.name, p.kind, p.title, p.issuer, p.client_id, p.client_secret, p.scopes,
       p.trusts_email, p.tenants, p.is_enabled, p.metadata, p.metadata_at, p.retry_at
  FROM provider p
 WHERE p.name = :name OR p.id = :id

-- name: provider_hold :one
-- One of that name or id, as provider_find; it stays while an account of it is added.
-- in:  name text?, id provider_id?
-- out: is_enabled bool
SELECT p.is_enabled
  FROM provider p
 WHERE p.name = :name OR p.id = :id
-- @postgresql
   FOR KEY SHARE OF p
-- @end

-- name: provider_told :exec
-- It has said of itself, if it is who was asked still.
-- in:  id provider_id, issuer text, metadata json, now time
UPDATE provider SET metadata = :metadata, metadata_at = :now
 WHERE id = :id AND issuer = :issuer

-- name: provider_due :many
-- Those that have not said of themselves since a time.
-- in:  before time, limit int
-- out: id provider_id
SELECT p.id
  FROM provider p
 WHERE CASE WHEN p.is_enabled THEN COALESCE(p.metadata_at <= :before, TRUE)
            ELSE FALSE END
 ORDER BY p.name
 LIMIT :limit

-- name: provider_answered :exec
-- It gives answers.
-- in:  id provider_id
UPDATE provider SET failures = 0, retry_at = NULL WHERE id = :id AND failures > 0

-- name: provider_failed :exec
-- It gave none, one more time: after some it is left alone until a time.
-- in:  id provider_id, failures_max int, until time
UPDATE provider
   SET failures = failures + 1,
       retry_at = CASE WHEN failures + 1 >= :failures_max THEN :until END
 WHERE id = :id

-- name: provider_sealed :many
-- A page of secrets that a key seals.
-- in:  key bytes, after provider_id, limit int
-- out: id provider_id, value bytes?
SELECT p.id, p.client_secret AS value
  FROM provider p
 WHERE p.client_secret IS NOT NULL AND substr(p.client_secret, 2, 4) = :key
   AND p.id > :after
 ORDER BY p.id
 LIMIT :limit

-- name: provider_sealed_count :one
-- How many of them there are.
-- in:  key bytes
-- out: n int
SELECT count(*) AS n
  FROM provider p
 WHERE p.client_secret IS NOT NULL AND substr(p.client_secret, 2, 4) = :key

-- name: provider_reseal :exec
-- The same secret under another key; nothing when it is another by now.
-- in:  id provider_id, old bytes, new bytes
UPDATE provider SET client_secret = :new WHERE id = :id AND client_secret = :old

-- name: jwks_get :one
-- The keys of an issuer.
-- in:  issuer text
-- out: document json, fetched_at time, tried_at time
SELECT k.document, k.fetched_at, k.tried_at FROM jwks k WHERE k.issuer = :issuer

-- name: jwks_put :exec
-- An issuer has published these.
-- in:  issuer text, document json, now time
INSERT INTO jwks (issuer, document, fetched_at, tried_at)
VALUES (:issuer, :document, :now, :now)
    ON CONFLICT (issuer) DO UPDATE
   SET document = :document, fetched_at = :now, tried_at = :now

-- name: jwks_tried :exec
-- An issuer was asked, and said nothing of use: what it said before stays.
-- in:  issuer text, none json, now time
INSERT INTO jwks (issuer, document, fetched_at, tried_at)
VALUES (:issuer, :none, :now, :now)
    ON CONFLICT (issuer) DO UPDATE SET tried_at = :now
