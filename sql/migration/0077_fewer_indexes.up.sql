-- Fewer indexes are written when somebody joins, and whenever something is logged.
--
-- When a person is erased: as before.

-- An id of the log has the time in it, and what one person did of one kind is found in
-- the index of all that they did. Hardly any membership is by an address.
-- @postgresql
DROP INDEX audit_at_index;
DROP INDEX audit_actor_id_action_index;
DROP INDEX audit_actor_id_index;
CREATE INDEX audit_actor_id_index ON audit (actor_id, id, action) WHERE actor_id IS NOT NULL;

ALTER TABLE member DROP CONSTRAINT member_proof_key_key;
CREATE UNIQUE INDEX member_proof_key_key ON member (space_id, proof_key)
  WHERE proof_key IS NOT NULL;
-- @sqlite
-- Nothing refers to these by the number of a row, so each is kept in the order of its
-- key. By a copy, since a table that is renamed takes those along that refer to it.
CREATE TABLE audit_before AS SELECT * FROM audit;
DROP TABLE audit;
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
) {strict}, WITHOUT ROWID;
INSERT INTO audit SELECT * FROM audit_before ORDER BY id;
DROP TABLE audit_before;
CREATE INDEX audit_actor_id_index ON audit (actor_id, id, action) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_subject_id_index ON audit (subject_id, id) WHERE subject_id IS NOT NULL;
CREATE INDEX audit_space_id_index ON audit (space_id, id) WHERE space_id IS NOT NULL;
CREATE INDEX audit_space_id_action_index ON audit (space_id, action, id)
  WHERE space_id IS NOT NULL;
CREATE INDEX audit_space_id_actor_id_index ON audit (space_id, actor_id, id, action)
  WHERE space_id IS NOT NULL AND actor_id IS NOT NULL;
CREATE INDEX audit_action_index ON audit (action, id);

CREATE TABLE member_before AS SELECT * FROM member;
DROP TABLE member;
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
  due_at      {time},
  CONSTRAINT member_pk PRIMARY KEY (space_id, user_id)
) {strict}, WITHOUT ROWID;
INSERT INTO member SELECT * FROM member_before ORDER BY space_id, user_id;
DROP TABLE member_before;
CREATE UNIQUE INDEX member_proof_key_key ON member (space_id, proof_key)
  WHERE proof_key IS NOT NULL;
CREATE INDEX member_user_id_index ON member (user_id, cluster_id, space_id, is_active);
CREATE INDEX member_joined_at_index ON member (space_id, joined_at, user_id);
CREATE INDEX member_role_id_index ON member (role_id, user_id);
CREATE INDEX member_due_at_index ON member (due_at, space_id, user_id) WHERE due_at IS NOT NULL;

CREATE TABLE member_word_before AS SELECT * FROM member_word;
DROP TABLE member_word;
CREATE TABLE member_word (
  space_id {id} NOT NULL,
  word     TEXT NOT NULL,
  user_id  {id} NOT NULL,
  -- the word of theirs before this one: of those that begin alike it tells the first
  previous TEXT,
  CONSTRAINT member_word_pk PRIMARY KEY (space_id, word, user_id),
  CONSTRAINT member_word_space_id_user_id_fk FOREIGN KEY (space_id, user_id)
    REFERENCES member (space_id, user_id) ON DELETE CASCADE
) {strict}, WITHOUT ROWID;
INSERT INTO member_word SELECT * FROM member_word_before ORDER BY space_id, word, user_id;
DROP TABLE member_word_before;
CREATE INDEX member_word_space_id_user_id_index ON member_word (space_id, user_id);
-- @end
