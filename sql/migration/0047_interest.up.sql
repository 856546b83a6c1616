-- What people say that they like, by category or in a word of their own.
--
-- When a person is erased: their rows go.
--
-- compatible: 46
CREATE TABLE interest (
  user_id     {id}  NOT NULL
    CONSTRAINT interest_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  category_id {id}
    CONSTRAINT interest_category_id_fk REFERENCES category (id) ON DELETE CASCADE,
  -- in lower case
  tag         TEXT,
  weight      {int} NOT NULL
    CONSTRAINT interest_weight_check CHECK (weight BETWEEN 1 AND 100),
  CONSTRAINT interest_user_id_category_id_key UNIQUE (user_id, category_id),
  CONSTRAINT interest_user_id_tag_key UNIQUE (user_id, tag),
  CONSTRAINT interest_subject_check CHECK ((category_id IS NULL) <> (tag IS NULL))
) {strict};

CREATE INDEX interest_category_id_index ON interest (category_id) WHERE category_id IS NOT NULL;
