-- Domains whose addresses let people into clusters, memberships that end, and all
-- that a mailed link or code may prove.
--
-- When a person is erased: what was mailed to them is forgotten; domains are their
-- cluster's.

CREATE TABLE space_domain (
  space_id        {id}   NOT NULL
    CONSTRAINT space_domain_space_id_fk REFERENCES space (id) ON DELETE CASCADE,
  name            TEXT   NOT NULL,
  -- the text that proves it is derived from this
  id              {id}   NOT NULL CONSTRAINT space_domain_id_key UNIQUE,
  state           TEXT   NOT NULL
    CONSTRAINT space_domain_state_check CHECK (state IN ('pending', 'verified', 'lapsed')),
  with_subdomains {bool} NOT NULL,
  auto_join       {bool} NOT NULL,
  -- for how long an address proves a membership
  ttl_days        {int},
  verified_at     {time},
  -- since when the text was not found
  failing_since   {time},
  -- when it is looked for again, or a pending one goes
  check_at        {time} NOT NULL,
  -- what the last look found; NULL: the text
  last_error      TEXT,
  created_at      {time} NOT NULL,
  CONSTRAINT space_domain_pk PRIMARY KEY (space_id, name)
) {strict};

CREATE INDEX space_domain_name_index ON space_domain (name) WHERE state = 'verified';
CREATE INDEX space_domain_check_at_index ON space_domain (check_at, id);

-- when the address was proved
ALTER TABLE users ADD COLUMN verified_at {time};
UPDATE users SET verified_at = created_at WHERE is_verified;

-- When the clock has to look at a membership: to say that it ends, then to end it.
ALTER TABLE member ADD COLUMN due_at {time};
CREATE INDEX member_due_at_index ON member (due_at, space_id, user_id) WHERE due_at IS NOT NULL;
DROP INDEX member_expires_at_index;

-- @postgresql
ALTER TABLE verification DROP CONSTRAINT verification_purpose_check;
ALTER TABLE verification ADD CONSTRAINT verification_purpose_check
  CHECK (purpose IN ('verify_email', 'reset_password', 'magic_code', 'email_old', 'email_new',
                     'email_undo', 'reauthenticate', 'oauth_email', 'erase_undo', 'membership'));
ALTER TABLE verification ADD COLUMN space_id {id}
  CONSTRAINT verification_space_id_fk REFERENCES space (id) ON DELETE CASCADE;
-- @sqlite
ALTER TABLE verification RENAME TO verification_before;
CREATE TABLE verification (
  id              {id}   NOT NULL CONSTRAINT verification_id_pk PRIMARY KEY,
  user_id         {id}   NOT NULL
    CONSTRAINT verification_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  purpose         TEXT   NOT NULL
    CONSTRAINT verification_purpose_check
    CHECK (purpose IN ('verify_email', 'reset_password', 'magic_code', 'email_old', 'email_new',
                       'email_undo', 'reauthenticate', 'oauth_email', 'erase_undo', 'membership')),
  email           TEXT   NOT NULL,
  created_at      {time} NOT NULL,
  expires_at      {time} NOT NULL,
  code_expires_at {time} NOT NULL,
  tries           {int}  NOT NULL,
  used_at         {time},
  -- of a membership: where
  space_id        {id}
    CONSTRAINT verification_space_id_fk REFERENCES space (id) ON DELETE CASCADE
) {strict};
INSERT INTO verification
SELECT id, user_id, purpose, email, created_at, expires_at, code_expires_at, tries, used_at, NULL
  FROM verification_before;
DROP TABLE verification_before;
CREATE INDEX verification_user_id_index ON verification (user_id, purpose, created_at, id);
CREATE INDEX verification_expires_at_index ON verification (expires_at);
-- @end

CREATE INDEX verification_space_id_index ON verification (space_id) WHERE space_id IS NOT NULL;
