-- People are found by the words of their names: in the clusters that one shares with
-- them by members, everywhere by administrators.
--
-- When a person is erased: the rows go with their memberships.

ALTER TABLE users ADD COLUMN is_discoverable {bool} NOT NULL DEFAULT TRUE;
-- of the name, as the program splits and folds it; NULL until it has
-- @postgresql
ALTER TABLE users ADD COLUMN words TEXT COLLATE "C";
-- @sqlite
ALTER TABLE users ADD COLUMN words TEXT;
-- @end

-- Of clusters only.
CREATE TABLE member_word (
  space_id {id} NOT NULL,
-- @postgresql
  word     TEXT COLLATE "C" NOT NULL,
-- @sqlite
  word     TEXT NOT NULL,
-- @end
  user_id  {id} NOT NULL,
  -- the word of theirs before this one: of those that begin alike it tells the first
-- @postgresql
  previous TEXT COLLATE "C",
-- @sqlite
  previous TEXT,
-- @end
  CONSTRAINT member_word_pk PRIMARY KEY (space_id, word, user_id),
  CONSTRAINT member_word_space_id_user_id_fk FOREIGN KEY (space_id, user_id)
    REFERENCES member (space_id, user_id) ON DELETE CASCADE
) {strict};

CREATE INDEX member_word_space_id_user_id_index ON member_word (space_id, user_id);

INSERT INTO job (id, kind, payload, state, priority, run_at, attempt, max_attempts, doubts, created_at)
-- @postgresql
SELECT gen_random_uuid(), 'people', '{"after_id":"00000000-0000-0000-0000-000000000000"}',
       'ready', 200, statement_timestamp(), 0, 5, 0, statement_timestamp()
-- @sqlite
SELECT randomblob(16), 'people', '{"after_id":"00000000-0000-0000-0000-000000000000"}',
       'ready', 200, now.us, 0, 5, 0, now.us
  FROM (SELECT CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000 AS us) AS now
-- @end
 WHERE EXISTS (SELECT 1 FROM users);
