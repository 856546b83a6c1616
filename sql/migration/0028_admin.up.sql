-- What administrators of the server look through, and change.

-- since when nobody chooses it for events any more; those that have it keep it
ALTER TABLE category ADD COLUMN retired_at {time};

CREATE INDEX users_role_index ON users (role, id);
CREATE INDEX users_suspended_index ON users (id) WHERE suspended_at IS NOT NULL;
CREATE INDEX users_words_index ON users (words, id);
-- @postgresql
CREATE INDEX users_email_prefix_index ON users (email_key COLLATE "C", id);
-- @sqlite
CREATE INDEX users_email_prefix_index ON users (email_key, id);
-- @end
