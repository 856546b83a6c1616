-- Sparks: what people do together soon, and for no longer than a day or so.
--
-- When a person is erased: they leave the sparks that are not over, which pass to
-- whoever joined first, or are cancelled; of others what they made passes to the
-- account that stands for whoever is gone. Rows of theirs in spark_participant and
-- invites that they made go.

-- @postgresql
CREATE DOMAIN spark_status AS text
  CONSTRAINT spark_status_check
  CHECK (VALUE IN ('created', 'scheduled', 'active', 'completed', 'expired', 'cancelled'));
-- @sqlite
-- Its column says which words there are.
-- @end

CREATE TABLE spark (
  id            {id}   NOT NULL CONSTRAINT spark_id_pk PRIMARY KEY,
  -- where it was made, for ever; audience_id: the space whose members see it, NULL of
  -- a draft and of one for whom it invites alone
  cluster_id    {id}   CONSTRAINT spark_cluster_id_fk REFERENCES space (id),
  group_id      {id}   CONSTRAINT spark_group_id_fk REFERENCES space (id),
  audience_id   {id}   CONSTRAINT spark_audience_id_fk REFERENCES space (id),
  -- whose it is: another one's when they leave
  created_by    {id}   NOT NULL
    CONSTRAINT spark_created_by_fk REFERENCES users (id) ON DELETE RESTRICT,
  name          TEXT   NOT NULL,
  description   TEXT,
  tags          {json} NOT NULL,
  category_id   {id}
    CONSTRAINT spark_category_id_fk REFERENCES category (id) ON DELETE SET NULL,
  place_label   TEXT,
  place_detail  TEXT,
  lat           {real},
  lon           {real},
  -- what those see who are not in it: the middle of a cell, fixed when it is written
  shown_lat     {real},
  shown_lon     {real},
  precision_m   {int}  NOT NULL,
  visibility    TEXT   NOT NULL
    CONSTRAINT spark_visibility_check CHECK (visibility IN ('cluster', 'group', 'invite')),
  join_policy   TEXT   NOT NULL
    CONSTRAINT spark_join_policy_check CHECK (join_policy IN ('open', 'approve')),
  -- as it was written last: what it is follows from that and the time (spark_status in
  -- sql/query/common.sql)
-- @postgresql
  status        spark_status NOT NULL,
-- @sqlite
  status        TEXT   NOT NULL
    CONSTRAINT spark_status_check
    CHECK (status IN ('created', 'scheduled', 'active', 'completed', 'expired', 'cancelled')),
-- @end
  reason        TEXT
    CONSTRAINT spark_reason_check
    CHECK (reason IN ('not_enough_people', 'creator', 'moderator', 'creator_left')),
  cancel_reason TEXT,
  start_time    {time} NOT NULL,
  end_time      {time} NOT NULL,
  -- when it is decided, once, whether there are people enough
  decide_at     {time} NOT NULL,
  is_decided    {bool} NOT NULL,
  total_spots   {int}  NOT NULL,
  -- spots of those who joined, and how many they are besides the creator
  taken         {int}  NOT NULL,
  others        {int}  NOT NULL,
  min_spots     {int}  NOT NULL,
  extended      {int}  NOT NULL,
  -- when the clock has to look at it
  due_at        {time},
  created_at    {time} NOT NULL,
  updated_at    {time} NOT NULL,
  version       {int}  NOT NULL,
  CONSTRAINT spark_end_time_check CHECK (end_time > start_time),
  CONSTRAINT spark_decide_at_check CHECK (decide_at <= start_time),
  CONSTRAINT spark_taken_check CHECK (taken >= 0 AND taken <= total_spots),
  CONSTRAINT spark_others_check CHECK (others >= 0 AND others <= taken),
  CONSTRAINT spark_min_spots_check CHECK (min_spots >= 1 AND min_spots <= total_spots),
  CONSTRAINT spark_extended_check CHECK (extended >= 0 AND extended <= 2),
  CONSTRAINT spark_due_at_check
    CHECK ((due_at IS NOT NULL) = (status IN ('created', 'scheduled', 'active'))),
  CONSTRAINT spark_home_check
    CHECK ((visibility <> 'cluster' OR cluster_id IS NOT NULL)
           AND (visibility <> 'group' OR group_id IS NOT NULL)),
  CONSTRAINT spark_place_check
    CHECK ((lat IS NULL) = (lon IS NULL) AND (lat IS NULL) = (shown_lat IS NULL)
           AND (lat IS NULL) = (shown_lon IS NULL))
) {strict};

CREATE INDEX spark_due_at_index ON spark (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX spark_audience_id_index ON spark (audience_id, start_time, id) WHERE audience_id IS NOT NULL;
CREATE INDEX spark_cluster_id_index ON spark (cluster_id, start_time, id) WHERE cluster_id IS NOT NULL;
CREATE INDEX spark_group_id_index ON spark (group_id, start_time, id) WHERE group_id IS NOT NULL;
CREATE INDEX spark_created_by_index ON spark (created_by, start_time, id);
CREATE INDEX spark_category_id_index ON spark (category_id) WHERE category_id IS NOT NULL;

-- The creator has a row.
CREATE TABLE spark_participant (
  spark_id   {id}   NOT NULL
    CONSTRAINT spark_participant_spark_id_fk REFERENCES spark (id) ON DELETE CASCADE,
  user_id    {id}   NOT NULL
    CONSTRAINT spark_participant_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  state      TEXT   NOT NULL
    CONSTRAINT spark_participant_state_check CHECK (state IN ('joined', 'asked', 'removed')),
  party_size {int}  NOT NULL
    CONSTRAINT spark_participant_party_size_check CHECK (party_size >= 1),
  -- whether a code let them in, so that they need not belong to its audience
  is_invited {bool} NOT NULL,
  -- that of the spark, by a trigger (sql/object)
  start_time {time} NOT NULL,
  joined_at  {time} NOT NULL,
  CONSTRAINT spark_participant_spark_id_user_id_pk PRIMARY KEY (spark_id, user_id)
) {strict};

CREATE INDEX spark_participant_user_id_index ON spark_participant (user_id, start_time, spark_id);
CREATE INDEX spark_participant_joined_at_index ON spark_participant (spark_id, joined_at, user_id);

-- A revoked one has no row.
CREATE TABLE spark_invite (
  id         {id}   NOT NULL CONSTRAINT spark_invite_id_pk PRIMARY KEY,
  spark_id   {id}   NOT NULL
    CONSTRAINT spark_invite_spark_id_fk REFERENCES spark (id) ON DELETE CASCADE,
  created_by {id}   NOT NULL
    CONSTRAINT spark_invite_created_by_fk REFERENCES users (id) ON DELETE CASCADE,
  max_uses   {int}  NOT NULL,
  uses       {int}  NOT NULL,
  expires_at {time} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT spark_invite_uses_check CHECK (uses >= 0 AND uses <= max_uses)
) {strict};

CREATE INDEX spark_invite_spark_id_index ON spark_invite (spark_id, created_at, id);
CREATE INDEX spark_invite_created_by_index ON spark_invite (created_by);
