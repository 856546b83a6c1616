-- Who lets themselves be matched with people of their clusters, and what is compared.
--
-- When a person is erased: their rows go.
--
-- compatible: 61

-- When somebody is usually free.
CREATE TABLE availability (
  user_id    {id}    NOT NULL CONSTRAINT availability_pk PRIMARY KEY
    CONSTRAINT availability_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  timezone   TEXT    NOT NULL,
  -- as they said it, and the 336 half hours of a week by their clocks, from Monday on,
  -- eight in a byte
  windows    {json}  NOT NULL,
  week       {bytes} NOT NULL,
  -- when their clocks are set the next time
  due_at     {time},
  created_at {time}  NOT NULL,
  updated_at {time}  NOT NULL
) {strict};

CREATE INDEX availability_due_at_index ON availability (due_at) WHERE due_at IS NOT NULL;

-- Nobody is matched who has not said so.
CREATE TABLE match_setting (
  user_id    {id}    NOT NULL CONSTRAINT match_setting_pk PRIMARY KEY
    CONSTRAINT match_setting_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  is_on      {bool}  NOT NULL,
  -- what they like, nine bytes each (app/match.c), and when they are free, in the half
  -- hours of the week in UTC; NULL of who is not matched
  vector     {bytes},
  free       {bytes},
  -- raised when a membership comes or goes, for the trigger behind it
  touched    {int}   NOT NULL,
  created_at {time}  NOT NULL,
  updated_at {time}  NOT NULL,
  CONSTRAINT match_setting_vector_check
    CHECK ((vector IS NULL) = (free IS NULL) AND (is_on OR vector IS NULL))
) {strict};

-- Clusters in which somebody is not matched all the same.
CREATE TABLE match_exception (
  user_id    {id} NOT NULL
    CONSTRAINT match_exception_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  cluster_id {id} NOT NULL
    CONSTRAINT match_exception_cluster_id_fk REFERENCES space (id) ON DELETE CASCADE,
  CONSTRAINT match_exception_pk PRIMARY KEY (user_id, cluster_id)
) {strict};

CREATE INDEX match_exception_cluster_id_index ON match_exception (cluster_id);

-- How often an entry of a cluster was written. Whoever writes one raises it first and
-- holds the row until it is committed, so entries become visible in the order of their
-- versions, and what is higher than what somebody has seen is all that they lack.
CREATE TABLE match_cluster (
  cluster_id {id}  NOT NULL CONSTRAINT match_cluster_pk PRIMARY KEY
    CONSTRAINT match_cluster_cluster_id_fk REFERENCES space (id) ON DELETE CASCADE,
  version    {int} NOT NULL
) {strict};

-- What is compared, in each cluster that its person is in; by triggers (sql/object).
CREATE TABLE match_entry (
  cluster_id {id}    NOT NULL
    CONSTRAINT match_entry_cluster_id_fk REFERENCES space (id) ON DELETE CASCADE,
  user_id    {id}    NOT NULL
    CONSTRAINT match_entry_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  version    {int}   NOT NULL,
  -- NULL of who is matched there no more
  vector     {bytes},
  free       {bytes},
  CONSTRAINT match_entry_pk PRIMARY KEY (cluster_id, user_id),
  CONSTRAINT match_entry_vector_check CHECK ((vector IS NULL) = (free IS NULL))
) {strict};

CREATE UNIQUE INDEX match_entry_version_index ON match_entry (cluster_id, version);
CREATE INDEX match_entry_user_id_index ON match_entry (user_id);

-- Whom somebody does not want to be shown for a while.
CREATE TABLE match_dismissal (
  user_id    {id}   NOT NULL
    CONSTRAINT match_dismissal_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  other_id   {id}   NOT NULL
    CONSTRAINT match_dismissal_other_id_fk REFERENCES users (id) ON DELETE CASCADE,
  created_at {time} NOT NULL,
  CONSTRAINT match_dismissal_pk PRIMARY KEY (user_id, other_id)
) {strict};

CREATE INDEX match_dismissal_other_id_index ON match_dismissal (other_id);
CREATE INDEX match_dismissal_created_at_index ON match_dismissal (created_at);
