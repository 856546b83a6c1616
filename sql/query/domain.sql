-- Domains of clusters, whose addresses let people in.

-- What people write of a domain, and may change later.
-- fragment: domain_rules
with_subdomains bool, auto_join bool, ttl_days int?

-- name: domain_add :exec
-- A claim, which gives nothing until it is proved and goes at expires.
-- in:  space space_id, name text, id domain_id, {{domain_rules}}, expires time,
--      now time
INSERT INTO space_domain (space_id, name, id, state, {{columns domain_rules}},
       check_at, created_at)
VALUES (:space, :name, :id, 'pending', {{values domain_rules}}, :expires, :now)

-- name: domain_count :one
-- How many domains a space has, whatever their state.
-- in:  space space_id
-- out: n int
SELECT count(*) AS n FROM space_domain d WHERE d.space_id = :space

-- name: domain_list :many
-- The domains of a space by name: all of them, or one. Who changes one holds the row
-- of the space.
-- in:  space space_id, name text?, limit int
-- out: id domain_id, name text, state domain_state, {{domain_rules}},
--      verified_at time?, last_error text?, created_at time
SELECT d.id, d.name, d.state, {{columns domain_rules, d}}, d.verified_at,
       d.last_error, d.created_at
  FROM space_domain d
 WHERE d.space_id = :space AND CASE WHEN :name IS NULL THEN TRUE ELSE d.name = :name END
 ORDER BY d.name
 LIMIT :limit

-- name: domain_set :exec
-- Replaces what people may change.
-- in:  space space_id, name text, {{domain_rules}}
UPDATE space_domain SET {{sets domain_rules}}
 WHERE space_id = :space AND name = :name

-- name: domain_remove :exec
-- A domain that proves nothing any more.
-- in:  space space_id, name text
DELETE FROM space_domain WHERE space_id = :space AND name = :name

-- name: domain_set_back :exec
-- Has those looked at that a clock which was ahead has put off until after latest.
-- in:  latest time, now time
UPDATE space_domain SET check_at = :now WHERE check_at > :latest

-- name: domain_due :many
-- A page of the domains that have to be looked at.
-- in:  now time, after time, after_id domain_id, limit int
-- out: id domain_id, check_at time
SELECT d.id, d.check_at
  FROM space_domain d
 WHERE (d.check_at, d.id) > (:after, :after_id) AND d.check_at <= :now
 ORDER BY d.check_at, d.id
 LIMIT :limit

-- name: domain_open :many
-- Clusters that people join by themselves who prove an address at a domain; below:
-- at one below it.
-- in:  name text, below bool, limit int
-- out: space_id space_id
SELECT d.space_id
  FROM space_domain d
 WHERE d.name = :name AND d.state = 'verified' AND d.auto_join
   AND CASE WHEN :below THEN d.with_subdomains ELSE TRUE END
 LIMIT :limit

-- name: domain_find :one
-- What a look at a domain depends on.
-- in:  id domain_id
-- out: space_id space_id, name text, state domain_state, failing_since time?,
--      created_at time
SELECT d.space_id, d.name, d.state, d.failing_since, d.created_at
  FROM space_domain d
 WHERE d.id = :id

-- name: domain_set_state :exec
-- What came of a look; verified: it proves from now on what it did not before.
-- in:  id domain_id, state domain_state, verified bool, failing_since time?,
--      check_at time, last_error text?, now time
UPDATE space_domain
   SET state = :state,
       verified_at = CASE WHEN :verified THEN :now ELSE verified_at END,
       failing_since = :failing_since, check_at = :check_at,
       last_error = :last_error
 WHERE id = :id
