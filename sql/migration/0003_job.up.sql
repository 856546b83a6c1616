-- What is to be done outside of a request: mail, and whatever else must not
-- happen unless the transaction that asked for it is committed.
--
--   ready -> running -> done | ready (again later) | dead
--   ready -> cancelled; dead, cancelled -> ready (an operator's retry)
--
-- A running job is held by a lease: whoever shows its token may end it.

CREATE TABLE job (
  id           {id}   NOT NULL CONSTRAINT job_id_pk PRIMARY KEY,
  kind         TEXT   NOT NULL,
  payload      {json} NOT NULL,
  state        TEXT   NOT NULL
    CONSTRAINT job_state_check
    CHECK (state IN ('ready', 'running', 'done', 'dead', 'cancelled')),
  -- lower first
  priority     {int}  NOT NULL,
  run_at       {time} NOT NULL,
  -- counted when it is claimed, so that a job which kills its worker ends
  attempt      {int}  NOT NULL,
  max_attempts {int}  NOT NULL
    CONSTRAINT job_max_attempts_check CHECK (max_attempts >= 1),
  -- attempts of which nobody knows whether they had their effect
  doubts       {int}  NOT NULL,
  lease_token  {id},
  lease_until  {time},
  worker       TEXT,
  dedupe_key   TEXT,
  last_error   TEXT,
  created_at   {time} NOT NULL,
  finished_at  {time},
  -- when the outside world took it, e.g. the mail server answered 250
  effect_at    {time},
  CONSTRAINT job_lease_check CHECK (
    (state = 'running') = (lease_token IS NOT NULL)
    AND (state = 'running') = (lease_until IS NOT NULL)),
  CONSTRAINT job_finished_at_check CHECK (
    (state IN ('done', 'dead', 'cancelled')) = (finished_at IS NOT NULL))
) {strict};

CREATE UNIQUE INDEX job_dedupe_key_key ON job (dedupe_key)
  WHERE state IN ('ready', 'running');
CREATE INDEX job_ready_index ON job (priority, run_at, id) WHERE state = 'ready';
CREATE INDEX job_running_index ON job (lease_until) WHERE state = 'running';
CREATE INDEX job_finished_at_index ON job (finished_at)
  WHERE finished_at IS NOT NULL;
