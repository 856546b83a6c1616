-- Routines: what is to be done again and again, by whom, and what became of it.
--
-- When a person is erased: they leave the pools and the runs that have not begun, which
-- others get; what they asked of others ends. Routines that they made pass to the account
-- that stands for whoever is gone, so do steps that they did; rows of theirs in
-- routine_pool, run_assignee and swap go.

CREATE TABLE routine (
  id            {id}   NOT NULL CONSTRAINT routine_id_pk PRIMARY KEY,
  -- where it was made, for ever; audience_id: the space whose members see it, NULL of one
  -- that somebody has for themselves
  cluster_id    {id}   CONSTRAINT routine_cluster_id_fk REFERENCES space (id),
  group_id      {id}   CONSTRAINT routine_group_id_fk REFERENCES space (id),
  audience_id   {id}   CONSTRAINT routine_audience_id_fk REFERENCES space (id),
  created_by    {id}   NOT NULL
    CONSTRAINT routine_created_by_fk REFERENCES users (id) ON DELETE RESTRICT,
  name          TEXT   NOT NULL,
  description   TEXT,
  tags          {json} NOT NULL,
  -- overdue is what an active one is at a time (routine_status in sql/query/common.sql)
  state         TEXT   NOT NULL
    CONSTRAINT routine_state_check
    CHECK (state IN ('active', 'paused', 'completed', 'cancelled')),
  -- what clocks of its zone show: 'HH:MM', and days as 'YYYY-MM-DD'; an end that is not
  -- behind the start is on the next day
  start_local   TEXT   NOT NULL,
  end_local     TEXT   NOT NULL,
  timezone      TEXT   NOT NULL,
  rrule         TEXT   NOT NULL,
  starts_on     TEXT   NOT NULL,
  until_on      TEXT,
  exdates       {json} NOT NULL,
  mode          TEXT   NOT NULL
    CONSTRAINT routine_mode_check CHECK (mode IN ('none', 'fixed', 'rotate', 'claim')),
  per_run       {int}  NOT NULL,
  grace_s       {int}  NOT NULL,
  missed_policy TEXT   NOT NULL
    CONSTRAINT routine_missed_policy_check CHECK (missed_policy IN ('carry', 'skip')),
  -- its runs are rows until then; NULL: there are no more, or none for now
  planned_until {time},
  created_at    {time} NOT NULL,
  updated_at    {time} NOT NULL,
  version       {int}  NOT NULL,
  CONSTRAINT routine_per_run_check CHECK (per_run >= 1 AND per_run <= 10),
  CONSTRAINT routine_planned_until_check CHECK (planned_until IS NULL OR state = 'active')
) {strict};

CREATE INDEX routine_audience_id_index ON routine (audience_id, id) WHERE audience_id IS NOT NULL;
CREATE INDEX routine_cluster_id_index ON routine (cluster_id, id) WHERE cluster_id IS NOT NULL;
CREATE INDEX routine_group_id_index ON routine (group_id, id) WHERE group_id IS NOT NULL;
CREATE INDEX routine_created_by_index ON routine (created_by, id);
CREATE INDEX routine_planned_until_index ON routine (planned_until) WHERE planned_until IS NOT NULL;

-- A step that was removed stays for those runs that have it.
CREATE TABLE routine_step (
  id          {id}   NOT NULL CONSTRAINT routine_step_id_pk PRIMARY KEY,
  routine_id  {id}   NOT NULL
    CONSTRAINT routine_step_routine_id_fk REFERENCES routine (id) ON DELETE CASCADE,
  name        TEXT   NOT NULL,
  position    {int}  NOT NULL,
  is_required {bool} NOT NULL,
  est_minutes {int},
  -- ids of the steps that come first
  after_ids   {json} NOT NULL,
  removed_at  {time}
) {strict};

CREATE INDEX routine_step_routine_id_index ON routine_step (routine_id, position, id);

-- Who takes turns. Who left has a row that says what they had done.
CREATE TABLE routine_pool (
  routine_id     {id}   NOT NULL
    CONSTRAINT routine_pool_routine_id_fk REFERENCES routine (id) ON DELETE CASCADE,
  user_id        {id}   NOT NULL
    CONSTRAINT routine_pool_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  joined_at      {time} NOT NULL,
  left_at        {time},
  -- what they count as having done before they came
  credit_minutes {int}  NOT NULL,
  CONSTRAINT routine_pool_routine_id_user_id_pk PRIMARY KEY (routine_id, user_id)
) {strict};

CREATE INDEX routine_pool_user_id_index ON routine_pool (user_id, routine_id);

CREATE TABLE routine_run (
  routine_id   {id}   NOT NULL
    CONSTRAINT routine_run_routine_id_fk REFERENCES routine (id) ON DELETE CASCADE,
  -- the day on which it begins there: 'YYYY-MM-DD'
  run_on       TEXT   NOT NULL,
  starts_at    {time} NOT NULL,
  due_at       {time} NOT NULL,
  overdue_at   {time} NOT NULL,
  status       TEXT   NOT NULL
    CONSTRAINT routine_run_status_check
    CHECK (status IN ('scheduled', 'open', 'completed', 'missed', 'cancelled')),
  minutes      {int}  NOT NULL,
  -- its day is not in the rule any more, but somebody has arranged something for it
  is_extra     {bool} NOT NULL,
  -- nobody was free
  has_conflict {bool} NOT NULL,
  closed_at    {time},
  -- when the clock has to look at it
  wake_at      {time},
  CONSTRAINT routine_run_routine_id_run_on_pk PRIMARY KEY (routine_id, run_on),
  CONSTRAINT routine_run_due_at_check CHECK (due_at > starts_at AND overdue_at >= due_at),
  CONSTRAINT routine_run_closed_at_check
    CHECK ((closed_at IS NULL) = (status IN ('scheduled', 'open'))
           AND (closed_at IS NULL) = (wake_at IS NOT NULL))
) {strict};

CREATE INDEX routine_run_wake_at_index ON routine_run (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX routine_run_starts_at_index ON routine_run (routine_id, starts_at);
CREATE INDEX routine_run_overdue_at_index ON routine_run (routine_id, overdue_at) WHERE closed_at IS NULL;

CREATE TABLE run_assignee (
  routine_id {id} NOT NULL,
  run_on     TEXT NOT NULL,
  user_id    {id} NOT NULL
    CONSTRAINT run_assignee_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  source     TEXT NOT NULL
    CONSTRAINT run_assignee_source_check
    CHECK (source IN ('fixed', 'rotation', 'claim', 'swap', 'manager')),
  CONSTRAINT run_assignee_routine_id_run_on_user_id_pk PRIMARY KEY (routine_id, run_on, user_id),
  CONSTRAINT run_assignee_routine_id_run_on_fk
    FOREIGN KEY (routine_id, run_on) REFERENCES routine_run (routine_id, run_on) ON DELETE CASCADE
) {strict};

CREATE INDEX run_assignee_user_id_index ON run_assignee (user_id, run_on);

-- As the steps were when the run opened.
CREATE TABLE run_step (
  routine_id  {id}   NOT NULL,
  run_on      TEXT   NOT NULL,
  step_id     {id}   NOT NULL,
  name        TEXT   NOT NULL,
  position    {int}  NOT NULL,
  is_required {bool} NOT NULL,
  est_minutes {int},
  after_ids   {json} NOT NULL,
  state       TEXT   NOT NULL
    CONSTRAINT run_step_state_check
    CHECK (state IN ('pending', 'in_progress', 'completed', 'skipped', 'failed')),
  by_user     {id}
    CONSTRAINT run_step_by_user_fk REFERENCES users (id) ON DELETE SET NULL,
  started_at  {time},
  finished_at {time},
  note        TEXT,
  CONSTRAINT run_step_routine_id_run_on_step_id_pk PRIMARY KEY (routine_id, run_on, step_id),
  CONSTRAINT run_step_routine_id_run_on_fk
    FOREIGN KEY (routine_id, run_on) REFERENCES routine_run (routine_id, run_on) ON DELETE CASCADE
) {strict};

CREATE INDEX run_step_by_user_index ON run_step (by_user) WHERE by_user IS NOT NULL;

-- Somebody asks one person, or all of the pool (to_user NULL), to do a run in their place,
-- for one of that person's when for_run_on says which. One that nobody has answered is
-- over at expires_at.
CREATE TABLE swap (
  id         {id}   NOT NULL CONSTRAINT swap_id_pk PRIMARY KEY,
  routine_id {id}   NOT NULL,
  run_on     TEXT   NOT NULL,
  from_user  {id}   NOT NULL
    CONSTRAINT swap_from_user_fk REFERENCES users (id) ON DELETE CASCADE,
  to_user    {id}
    CONSTRAINT swap_to_user_fk REFERENCES users (id) ON DELETE CASCADE,
  for_run_on TEXT,
  status     TEXT   NOT NULL
    CONSTRAINT swap_status_check
    CHECK (status IN ('asked', 'accepted', 'declined', 'cancelled', 'expired')),
  expires_at {time} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT swap_routine_id_run_on_fk
    FOREIGN KEY (routine_id, run_on) REFERENCES routine_run (routine_id, run_on) ON DELETE CASCADE,
  CONSTRAINT swap_for_run_on_check CHECK (for_run_on IS NULL OR to_user IS NOT NULL)
) {strict};

CREATE UNIQUE INDEX swap_routine_id_run_on_from_user_key
    ON swap (routine_id, run_on, from_user) WHERE status = 'asked';
CREATE INDEX swap_routine_id_run_on_index ON swap (routine_id, run_on, created_at, id);
CREATE INDEX swap_from_user_index ON swap (from_user, expires_at);
CREATE INDEX swap_to_user_index ON swap (to_user) WHERE to_user IS NOT NULL;
