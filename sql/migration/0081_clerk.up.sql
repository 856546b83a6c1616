-- Whom others tell of by themselves: those who are gone do not come back by something
-- that was told before.
--
-- When a person is erased: theirs are left, and name nobody.
--
-- compatible: 80

CREATE TABLE erased_subject (
  provider     TEXT    NOT NULL,
  -- a keyed hash of who they were there
  subject_hash {bytes} NOT NULL,
  erased_at    {time}  NOT NULL,
  CONSTRAINT erased_subject_pk PRIMARY KEY (provider, subject_hash)
) {strict};

CREATE INDEX erased_subject_erased_at_index ON erased_subject (erased_at);

-- Since when its provider keeps its person out.
ALTER TABLE account ADD COLUMN suspended_at {time};
