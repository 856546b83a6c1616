-- Spaces: clusters and groups, in one table because both are what has members;
-- who belongs to them, in what role, and what was done there.
--
-- When a person is erased: their memberships, roles held and bans go; spaces of
-- theirs pass to the oldest admin, moderator or member, and one without any
-- closes; audit keeps a keyed hash in place of their ids.

CREATE TABLE space (
  id            {id}   NOT NULL CONSTRAINT space_id_pk PRIMARY KEY,
  kind          TEXT   NOT NULL
    CONSTRAINT space_kind_check
    CHECK (kind IN ('college', 'workplace', 'community', 'group')),
  -- of a cluster its own id; NULL of a group that belongs to none
  cluster_id    {id}
    CONSTRAINT space_cluster_id_fk REFERENCES space (id),
  slug          TEXT   CONSTRAINT space_slug_key UNIQUE,
  -- the slug without what makes another one look alike
  slug_skeleton TEXT   CONSTRAINT space_slug_skeleton_key UNIQUE,
  name          TEXT   NOT NULL,
-- @postgresql
  name_key      TEXT   COLLATE "C" NOT NULL,
-- @sqlite
  name_key      TEXT   NOT NULL,
-- @end
  description   TEXT,
  location      TEXT,
  image_url     TEXT,
  timezone      TEXT   NOT NULL,
  tags          {json} NOT NULL,
  is_private    {bool} NOT NULL,
  join_policy   TEXT   NOT NULL
    CONSTRAINT space_join_policy_check
    CHECK (join_policy IN ('open', 'domain', 'request', 'invite')),
  questions     {json} NOT NULL,
  admits_alumni {bool} NOT NULL,
  owner_id      {id}   NOT NULL
    CONSTRAINT space_owner_id_fk REFERENCES users (id) ON DELETE RESTRICT,
  -- who knows that it exists: everybody, else the members of the audience
  is_listed     {bool} NOT NULL,
  audience_id   {id}
    CONSTRAINT space_audience_id_fk REFERENCES space (id),
  member_count  {int}  NOT NULL,
  admin_count   {int}  NOT NULL,
  message_count {int}  NOT NULL,
  closes_at     {time},
  created_at    {time} NOT NULL,
  updated_at    {time} NOT NULL,
  version       {int}  NOT NULL,
  CONSTRAINT space_member_count_check CHECK (member_count >= 0),
  CONSTRAINT space_admin_count_check CHECK (admin_count >= 0)
) {strict};

CREATE INDEX space_listed_cluster_index ON space (name_key, id) WHERE is_listed AND kind <> 'group';
CREATE INDEX space_listed_kind_index ON space (kind, name_key, id) WHERE is_listed;
CREATE INDEX space_audience_id_index ON space (audience_id, kind, name_key, id);
CREATE INDEX space_cluster_id_index ON space (cluster_id, kind, name_key, id);
CREATE INDEX space_owner_id_index ON space (owner_id, created_at);
CREATE INDEX space_closes_at_index ON space (closes_at) WHERE closes_at IS NOT NULL;

-- The built-in ones are rows too, made with the space.
CREATE TABLE role (
  id          {id}   NOT NULL CONSTRAINT role_id_pk PRIMARY KEY,
  space_id    {id}   NOT NULL
    CONSTRAINT role_space_id_fk REFERENCES space (id) ON DELETE CASCADE,
  name        TEXT   NOT NULL,
  description TEXT,
  rank        {int}  NOT NULL CONSTRAINT role_rank_check CHECK (rank BETWEEN 0 AND 100),
  -- bits of rule/permission.h
  permissions {int}  NOT NULL,
  builtin     TEXT
    CONSTRAINT role_builtin_check
    CHECK (builtin IN ('owner', 'admin', 'moderator', 'member', 'alumni')),
  created_at  {time} NOT NULL,
  updated_at  {time} NOT NULL,
  version     {int}  NOT NULL,
  CONSTRAINT role_name_key UNIQUE (space_id, name),
  CONSTRAINT role_builtin_key UNIQUE (space_id, builtin)
) {strict};

CREATE TABLE member (
  space_id    {id}   NOT NULL
    CONSTRAINT member_space_id_fk REFERENCES space (id) ON DELETE CASCADE,
  user_id     {id}   NOT NULL
    CONSTRAINT member_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  -- that of the space
  cluster_id  {id},
  role_id     {id}   NOT NULL
    CONSTRAINT member_role_id_fk REFERENCES role (id),
  -- false of alumni, who are nobody's audience
  is_active   {bool} NOT NULL,
  via         TEXT   NOT NULL
    CONSTRAINT member_via_check
    CHECK (via IN ('founder', 'open', 'domain', 'request', 'invite', 'cluster')),
  -- of the address that proved the membership: one admits one account
  proof_key   {bytes},
  expires_at  {time},
  read_number {int}  NOT NULL,
  joined_at   {time} NOT NULL,
  CONSTRAINT member_pk PRIMARY KEY (space_id, user_id),
  CONSTRAINT member_proof_key_key UNIQUE (space_id, proof_key)
) {strict};

CREATE INDEX member_user_id_index ON member (user_id, cluster_id, space_id, is_active);
CREATE INDEX member_joined_at_index ON member (space_id, joined_at, user_id);
CREATE INDEX member_role_id_index ON member (role_id, user_id);
CREATE INDEX member_expires_at_index ON member (expires_at) WHERE expires_at IS NOT NULL;

-- Roles beyond the one that every member has.
CREATE TABLE member_role (
  space_id {id} NOT NULL,
  user_id  {id} NOT NULL,
  role_id  {id} NOT NULL
    CONSTRAINT member_role_role_id_fk REFERENCES role (id) ON DELETE CASCADE,
  CONSTRAINT member_role_pk PRIMARY KEY (space_id, user_id, role_id),
  CONSTRAINT member_role_space_id_user_id_fk FOREIGN KEY (space_id, user_id)
    REFERENCES member (space_id, user_id) ON DELETE CASCADE
) {strict};

CREATE INDEX member_role_role_id_index ON member_role (role_id, user_id);

-- One of a cluster holds in its groups too.
CREATE TABLE ban (
  space_id   {id}   NOT NULL
    CONSTRAINT ban_space_id_fk REFERENCES space (id) ON DELETE CASCADE,
  user_id    {id}   NOT NULL
    CONSTRAINT ban_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  by_id      {id}
    CONSTRAINT ban_by_id_fk REFERENCES users (id) ON DELETE SET NULL,
  reason     TEXT,
  expires_at {time},
  created_at {time} NOT NULL,
  CONSTRAINT ban_pk PRIMARY KEY (space_id, user_id)
) {strict};

CREATE INDEX ban_user_id_index ON ban (user_id);
CREATE INDEX ban_by_id_index ON ban (by_id) WHERE by_id IS NOT NULL;
CREATE INDEX ban_expires_at_index ON ban (expires_at) WHERE expires_at IS NOT NULL;

-- Who did what. Rows outlive what they name, so nothing refers.
CREATE TABLE audit (
  id          {id}   NOT NULL CONSTRAINT audit_id_pk PRIMARY KEY,
  at          {time} NOT NULL,
  actor_kind  TEXT   NOT NULL
    CONSTRAINT audit_actor_kind_check
    CHECK (actor_kind IN ('user', 'operator', 'worker', 'clerk')),
  actor_id    {id},
  -- the person whom it was done to
  subject_id  {id},
  action      TEXT   NOT NULL,
  object_kind TEXT,
  object_id   {id},
  space_id    {id},
  ip_address  TEXT,
  details     {json} NOT NULL
) {strict};

CREATE INDEX audit_at_index ON audit (at);
CREATE INDEX audit_actor_id_index ON audit (actor_id, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_subject_id_index ON audit (subject_id, id) WHERE subject_id IS NOT NULL;
CREATE INDEX audit_space_id_index ON audit (space_id, id) WHERE space_id IS NOT NULL;
