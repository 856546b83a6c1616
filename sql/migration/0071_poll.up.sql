-- Polls: when people can come together, asked before there is an event.
--
-- When a person is erased: their polls that are not over pass to the owner of the space
-- that they were made in, or are cancelled where that is nobody else; of others what they made
-- passes to the account that stands for whoever is gone. Rows of theirs in poll_person
-- and poll_vote go.

CREATE TABLE poll (
  id          {id}   NOT NULL CONSTRAINT poll_id_pk PRIMARY KEY,
  -- where it was made, for ever: those who are asked are members of the group, else of
  -- the cluster
  cluster_id  {id}   CONSTRAINT poll_cluster_id_fk REFERENCES space (id),
  group_id    {id}   CONSTRAINT poll_group_id_fk REFERENCES space (id),
  -- whose it is: another one's when they leave
  created_by  {id}   NOT NULL
    CONSTRAINT poll_created_by_fk REFERENCES users (id) ON DELETE RESTRICT,
  title       TEXT   NOT NULL,
  description TEXT,
  timezone    TEXT   NOT NULL,
  length_min  {int}  NOT NULL,
  -- as it was written last: an open one is closed from its deadline on (poll_status in
  -- sql/query/common.sql)
  status      TEXT   NOT NULL
    CONSTRAINT poll_status_check
    CHECK (status IN ('open', 'closed', 'finalized', 'cancelled')),
  deadline    {time},
  -- whether nobody is told what others said while it is open
  hide_votes  {bool} NOT NULL,
  -- what was made of it
  event_id    {id}
    CONSTRAINT poll_event_id_fk REFERENCES event (id) ON DELETE SET NULL,
  -- when the clock has to look at it
  due_at      {time},
  created_at  {time} NOT NULL,
  updated_at  {time} NOT NULL,
  version     {int}  NOT NULL,
  CONSTRAINT poll_length_min_check CHECK (length_min >= 15 AND length_min <= 1440),
  CONSTRAINT poll_event_id_check CHECK (event_id IS NULL OR status = 'finalized'),
  CONSTRAINT poll_due_at_check
    CHECK ((due_at IS NOT NULL) = (status = 'open' AND deadline IS NOT NULL))
) {strict};

CREATE INDEX poll_due_at_index ON poll (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX poll_cluster_id_index ON poll (cluster_id, id) WHERE cluster_id IS NOT NULL;
CREATE INDEX poll_group_id_index ON poll (group_id, id) WHERE group_id IS NOT NULL;
CREATE INDEX poll_created_by_index ON poll (created_by, id);
CREATE INDEX poll_event_id_index ON poll (event_id) WHERE event_id IS NOT NULL;

CREATE TABLE poll_option (
  id         {id}   NOT NULL CONSTRAINT poll_option_id_pk PRIMARY KEY,
  poll_id    {id}   NOT NULL
    CONSTRAINT poll_option_poll_id_fk REFERENCES poll (id) ON DELETE CASCADE,
  start_time {time} NOT NULL,
  end_time   {time} NOT NULL,
  CONSTRAINT poll_option_end_time_check CHECK (end_time > start_time)
) {strict};

CREATE UNIQUE INDEX poll_option_poll_id_start_time_key ON poll_option (poll_id, start_time);

-- Who is asked; the creator has a row.
CREATE TABLE poll_person (
  poll_id     {id}   NOT NULL
    CONSTRAINT poll_person_poll_id_fk REFERENCES poll (id) ON DELETE CASCADE,
  user_id     {id}   NOT NULL
    CONSTRAINT poll_person_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  is_required {bool} NOT NULL,
  -- whether those who manage it may be told which of their times are taken
  shares_busy {bool} NOT NULL,
  answered_at {time},
  CONSTRAINT poll_person_poll_id_user_id_pk PRIMARY KEY (poll_id, user_id)
) {strict};

CREATE INDEX poll_person_user_id_index ON poll_person (user_id, poll_id);

CREATE TABLE poll_vote (
  option_id {id}   NOT NULL
    CONSTRAINT poll_vote_option_id_fk REFERENCES poll_option (id) ON DELETE CASCADE,
  user_id   {id}   NOT NULL
    CONSTRAINT poll_vote_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  answer    TEXT   NOT NULL
    CONSTRAINT poll_vote_answer_check CHECK (answer IN ('yes', 'if_need_be', 'no')),
  voted_at  {time} NOT NULL,
  CONSTRAINT poll_vote_option_id_user_id_pk PRIMARY KEY (option_id, user_id)
) {strict};

CREATE INDEX poll_vote_user_id_index ON poll_vote (user_id);
