-- What people were seen to like, by the events that they came to, who lets that be
-- learned, and when entries that are no more were last cleared away.
--
-- When a person is erased: their rows go.
--
-- compatible: 87

ALTER TABLE match_setting ADD COLUMN learns {bool} NOT NULL DEFAULT FALSE;

CREATE TABLE learned_interest (
  user_id     {id}   NOT NULL
    CONSTRAINT learned_interest_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  category_id {id}
    CONSTRAINT learned_interest_category_id_fk REFERENCES category (id) ON DELETE CASCADE,
  -- in lower case
  tag         TEXT,
  -- as it was then; it fades (rule/match.h)
  weight      {int}  NOT NULL
    CONSTRAINT learned_interest_weight_check CHECK (weight BETWEEN 1 AND 40),
  learned_at  {time} NOT NULL,
  CONSTRAINT learned_interest_user_id_category_id_key UNIQUE (user_id, category_id),
  CONSTRAINT learned_interest_user_id_tag_key UNIQUE (user_id, tag),
  CONSTRAINT learned_interest_subject_check CHECK ((category_id IS NULL) <> (tag IS NULL))
) {strict};

CREATE INDEX learned_interest_category_id_index ON learned_interest (category_id) WHERE category_id IS NOT NULL;

-- @postgresql
ALTER TABLE match_cluster ADD COLUMN cleared_at {time} NOT NULL DEFAULT 'epoch';
-- @sqlite
ALTER TABLE match_cluster ADD COLUMN cleared_at {time} NOT NULL DEFAULT 0;
-- @end

CREATE INDEX match_cluster_cleared_at_index ON match_cluster (cleared_at);
