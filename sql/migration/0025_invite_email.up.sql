-- Invites to addresses.
--
-- When a person is erased: those to their address go.

ALTER TABLE invite ADD COLUMN email TEXT;
-- the unique form of it, as users have one
ALTER TABLE invite ADD COLUMN email_key TEXT;

CREATE INDEX invite_email_key_index ON invite (email_key, created_at, id) WHERE email_key IS NOT NULL;
