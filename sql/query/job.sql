-- The queue. Only the database's clock decides about leases and about what is
-- due, because the clocks of workers differ; ids and lease tokens are made by
-- the program. Every end of a job names the lease under which it ran: a worker
-- that lost its lease changes nothing.
-- clock: database

-- fragment: now
-- @postgresql
statement_timestamp()
-- @sqlite
(CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000)
-- @end

-- The time that is so many seconds after another.
-- fragment: later time, seconds
-- @postgresql
({time} + CAST({seconds} AS bigint) * INTERVAL '1 second')
-- @sqlite
({time} + {seconds} * 1000000)
-- @end

-- fragment: latest
-- @postgresql
GREATEST
-- @sqlite
MAX
-- @end

-- No destination has more than so many jobs at once, so that a slow one does not
-- hold every worker; jobs of the kind except (may be '') are left to others.
-- fragment: is_due
state = 'ready' AND run_at <= {{now}} AND priority <= :priority_max
AND kind <> :except
AND (destination IS NULL OR destination NOT IN (
     SELECT r.destination
       FROM job r
      WHERE r.state = 'running' AND r.destination IS NOT NULL
      GROUP BY r.destination
     HAVING count(*) >= :destination_max))

-- name: job_add :exec
-- A job that becomes due at run_at, or at once when that is NULL, but not before
-- quiet_s seconds after one with the same dedupe_key had its effect. An
-- unfinished job with the same dedupe_key gets the payload instead. recipient:
-- whose mail it is; the domain of their address is the destination.
-- in:  id job_id, kind text, payload json, priority int, run_at time?,
--      max_attempts int, dedupe_key text?, quiet_s int, recipient user_id?,
--      now time
INSERT INTO job (id, kind, payload, state, priority, run_at, attempt,
                 max_attempts, doubts, dedupe_key, created_at, recipient_id,
                 destination)
VALUES (:id, :kind, :payload, 'ready', :priority,
        {{latest}}(COALESCE(:run_at, {{now}}), COALESCE(
            (SELECT {{later max(t.effect_at), :quiet_s}}
               FROM job t
              WHERE t.dedupe_key = :dedupe_key AND t.effect_at IS NOT NULL),
            :run_at, {{now}})),
        0, :max_attempts, 0, :dedupe_key, :now, :recipient,
        (SELECT lower(
-- @postgresql
                split_part(u.email, '@', 2)
-- @sqlite
                substr(u.email, instr(u.email, '@') + 1)
-- @end
                ) FROM users u WHERE u.id = :recipient))
    ON CONFLICT (dedupe_key) WHERE state IN ('ready', 'running')
    DO UPDATE SET payload = excluded.payload

-- name: job_pass_key :exec
-- A job that runs gives up its dedupe_key: one that is added after it has it, and is
-- not taken for the one that runs.
-- in:  dedupe_key text
UPDATE job SET dedupe_key = NULL
 WHERE dedupe_key = :dedupe_key AND state IN ('ready', 'running') AND state = 'running'

-- name: job_is_due :one
-- Whether a claim would find something: a read, so that an idle worker writes
-- nothing.
-- in:  priority_max int, destination_max int, except text
-- out: is_due bool
SELECT EXISTS (SELECT 1 FROM job WHERE {{is_due}}) AS is_due

-- name: job_claim_alone :one
-- Others that want to claim wait until the transaction ends: each has to see what
-- the one before it took. SQLite has one writer anyway. (The program takes FOR
-- UPDATE for what begins a transaction; a function's row is not locked.)
-- out: is_alone bool
-- @postgresql
SELECT TRUE AS is_alone FROM pg_advisory_xact_lock(1751478645) FOR UPDATE
-- @sqlite
SELECT TRUE AS is_alone
-- @end

-- name: job_claim :one
-- Takes one due job for lease_s seconds and counts the attempt: one of at most
-- that priority, to a destination to which fewer jobs run.
-- in:  lease_token uuid, lease_s int, worker text, priority_max int,
--      destination_max int, except text
-- out: id job_id, kind text, payload json, attempt int, max_attempts int,
--      doubts int, lease_token uuid, effect_at time?, created_at time
UPDATE job
   SET state = 'running', attempt = attempt + 1, lease_token = :lease_token,
       lease_until = {{later {{now}}, :lease_s}}, worker = :worker
 WHERE id = (SELECT id FROM job
              WHERE {{is_due}}
              ORDER BY priority, run_at, id
              LIMIT 1
-- @postgresql
                FOR UPDATE SKIP LOCKED
-- @end
            )
RETURNING id, kind, payload, attempt, max_attempts, doubts, lease_token,
          effect_at, created_at

-- name: job_heartbeat :exec
-- Prolongs a lease; no row changed means that it is lost.
-- in:  id job_id, lease_token uuid, lease_s int
UPDATE job SET lease_until = {{later {{now}}, :lease_s}}
 WHERE id = :id AND lease_token = :lease_token

-- name: job_effect :exec
-- Records that the outside world has taken the job. Not fenced: what happened
-- has happened, whoever holds the lease now.
-- in:  id job_id
UPDATE job SET effect_at = COALESCE(effect_at, {{now}}) WHERE id = :id

-- name: job_finish :exec
-- The job is done; its payload is forgotten.
-- in:  id job_id, lease_token uuid, note text?
UPDATE job
   SET state = 'done', finished_at = {{now}}, payload = '{}',
       last_error = :note, lease_token = NULL, lease_until = NULL
 WHERE id = :id AND lease_token = :lease_token

-- name: job_remove :exec
-- The job was for nobody, and nobody wants to read of it.
-- in:  id job_id, lease_token uuid
DELETE FROM job WHERE id = :id AND lease_token = :lease_token

-- name: job_again :exec
-- The attempt failed; another one follows delay_s seconds later.
-- in:  id job_id, lease_token uuid, delay_s int, doubts int, error text
UPDATE job
   SET state = 'ready', lease_token = NULL, lease_until = NULL,
       doubts = doubts + :doubts, last_error = :error,
       run_at = {{later {{now}}, :delay_s}}
 WHERE id = :id AND lease_token = :lease_token

-- name: job_leave :exec
-- The worker has done nothing, so it was no attempt; another one may claim it
-- delay_s seconds later.
-- in:  id job_id, lease_token uuid, delay_s int, error text
UPDATE job
   SET state = 'ready', lease_token = NULL, lease_until = NULL,
       attempt = attempt - 1, last_error = :error,
       run_at = {{later {{now}}, :delay_s}}
 WHERE id = :id AND lease_token = :lease_token

-- name: job_bury :exec
-- The job will not be tried again unless an operator says so.
-- in:  id job_id, lease_token uuid, doubts int, error text
UPDATE job
   SET state = 'dead', finished_at = {{now}}, lease_token = NULL,
       lease_until = NULL, doubts = doubts + :doubts, last_error = :error
 WHERE id = :id AND lease_token = :lease_token

-- name: job_reap :many
-- Takes back the jobs whose worker has vanished: ready again after a pause
-- that doubles with each attempt, or dead when no attempt is left.
-- out: id job_id, kind text, state text, worker text?
UPDATE job
   SET state = CASE WHEN attempt >= max_attempts THEN 'dead' ELSE 'ready' END,
       finished_at = CASE WHEN attempt >= max_attempts THEN {{now}} END,
       lease_token = NULL, lease_until = NULL,
       last_error = 'the worker vanished',
-- @postgresql
       run_at = {{now}} + INTERVAL '1 second' * (0.5 + random())
                * (1 << CAST(LEAST(attempt, 11) AS integer))
-- @sqlite
       run_at = {{now}} + (500000 + (random() & 1048575)) * (1 << MIN(attempt, 11))
-- @end
 WHERE state = 'running' AND lease_until < {{now}}
RETURNING id, kind, state, worker

-- name: job_set_back :exec
-- Makes due at most limit jobs of those that were added by a clock that was ahead,
-- after newest, and would wait for longer than a pause of pause_s seconds.
-- in:  newest job_id, pause_s int, limit int
UPDATE job SET run_at = {{now}}
 WHERE id IN (SELECT id FROM job
               WHERE id > :newest
               ORDER BY id
               LIMIT :limit)
   AND state = 'ready' AND run_at > {{later {{now}}, :pause_s}}

-- fragment: job_columns
id, kind, state, priority, run_at, attempt, max_attempts, doubts, lease_until,
worker, dedupe_key, last_error, created_at, finished_at, effect_at

-- name: job_list :many
-- The newest jobs, all of them or those in one state. Without payloads.
-- in:  state text?, limit int
-- out: id job_id, kind text, state text, priority int, run_at time, attempt int, max_attempts int, doubts int, lease_until time?, worker text?, dedupe_key text?, last_error text?, created_at time, finished_at time?, effect_at time?
SELECT {{job_columns}}
  FROM job
 WHERE :state IS NULL OR state = :state
 ORDER BY id DESC
 LIMIT :limit

-- name: job_get :one
-- One job.
-- in:  id job_id
-- out: id job_id, kind text, state text, priority int, run_at time, attempt int, max_attempts int, doubts int, lease_until time?, worker text?, dedupe_key text?, last_error text?, created_at time, finished_at time?, effect_at time?, payload json
SELECT {{job_columns}}, payload FROM job WHERE id = :id

-- name: job_retry :exec
-- Makes a job that waits, died or was cancelled due now, with all its attempts
-- before it. It gives up its dedupe_key: another one may have that by now.
-- in:  id job_id
UPDATE job
   SET state = 'ready', run_at = {{now}}, attempt = 0, doubts = 0,
       finished_at = NULL, dedupe_key = NULL
 WHERE id = :id AND state IN ('ready', 'dead', 'cancelled')

-- name: job_retry_failed :exec
-- The same for all that died, or failed and wait for another attempt. These keep
-- their dedupe_key, which nobody else can have.
-- in:  kind text?
UPDATE job
   SET state = 'ready', run_at = {{now}}, attempt = 0, doubts = 0,
       finished_at = NULL,
       dedupe_key = CASE WHEN state = 'ready' THEN dedupe_key END
 WHERE (state = 'dead' OR (state = 'ready' AND attempt > 0))
   AND CASE WHEN :kind IS NULL THEN TRUE ELSE kind = :kind END

-- name: job_cancel :exec
-- Cancels a job that waits. One that runs is past recall.
-- in:  id job_id
UPDATE job SET state = 'cancelled', finished_at = {{now}}
 WHERE id = :id AND state = 'ready'

-- name: job_purge :exec
-- Deletes at most limit jobs that were done or cancelled before done_before,
-- or died before dead_before, which is not the later one. None that an operator
-- has just made due again.
-- in:  done_before time, dead_before time, limit int
DELETE FROM job
 WHERE id IN (SELECT id FROM job
               WHERE finished_at < :done_before
                 AND (state <> 'dead' OR finished_at < :dead_before)
               LIMIT :limit)
   AND finished_at < :done_before

-- How many jobs are in a state, counted along its index and no further than
-- most. (As an input it makes the planner expect to stop early.)
-- fragment: depth state, first
(SELECT COUNT(*)
   FROM (SELECT {first} FROM job WHERE state = {state}
          ORDER BY {first}
          LIMIT :most) counted)

-- name: job_depth :one
-- What there is to do, at a price that does not grow with the queue: of each
-- priority only the first job that is ready is looked at.
-- in:  most int
-- out: ready int, running int, dead int, due_at time?, now time
WITH RECURSIVE urgency (priority) AS (
  SELECT MIN(priority) FROM job WHERE state = 'ready'
   UNION ALL
  SELECT (SELECT MIN(j.priority) FROM job j
           WHERE j.state = 'ready' AND j.priority > urgency.priority)
    FROM urgency
   WHERE urgency.priority IS NOT NULL)
SELECT {{depth 'ready', priority}} AS ready,
       {{depth 'running', lease_until}} AS running,
       {{depth 'dead', finished_at}} AS dead,
       (SELECT MIN((SELECT MIN(j.run_at) FROM job j
                     WHERE j.state = 'ready'
                       AND j.priority = urgency.priority))
          FROM urgency) AS due_at,
       {{now}} AS now

-- name: job_counts :many
-- How many jobs are in each state, and since when the first of them is due.
-- out: state text, count int, first_run_at time
SELECT state, COUNT(*) AS count, MIN(run_at) AS first_run_at
  FROM job
 GROUP BY state
 ORDER BY state
