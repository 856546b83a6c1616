-- Sessions that begin and end elsewhere, and tokens of accounts elsewhere that are about
-- to end.
--
-- When a person is erased: theirs go with the rest of the session.
--
-- compatible: 83

-- What they are called there. Whoever adds one holds the lock of its person
-- (linked_lock), so there is no second of a name.
ALTER TABLE session ADD COLUMN external_id TEXT;

CREATE INDEX session_external_id_index ON session (external_id)
  WHERE external_id IS NOT NULL;
CREATE INDEX account_refresh_token_expires_at_index ON account (refresh_token_expires_at, id)
  WHERE refresh_token_expires_at IS NOT NULL;
