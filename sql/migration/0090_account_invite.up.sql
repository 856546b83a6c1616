-- From what somebody has signed in, of which a mail tells when it is new, and invites by
-- which somebody may make an account where not everybody may.
--
-- When a person is erased: what they signed in from goes, and so do invites that they
-- made, and those to their address.

CREATE TABLE known_device (
  user_id      {id}    NOT NULL
    CONSTRAINT known_device_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  device_hash  {bytes} NOT NULL, -- keyed, of the program, the system and the network
  created_at   {time}  NOT NULL,
  last_seen_at {time}  NOT NULL,
  CONSTRAINT known_device_user_id_device_hash_pk PRIMARY KEY (user_id, device_hash)
) {strict};

CREATE INDEX known_device_last_seen_at_index ON known_device (last_seen_at);

-- The code is derived from the id.
CREATE TABLE account_invite (
  id         {id}   NOT NULL CONSTRAINT account_invite_id_pk PRIMARY KEY,
  -- whose it is alone; NULL: of whoever has the code
  email      TEXT,
  email_key  TEXT CONSTRAINT account_invite_email_key_key UNIQUE,
  role       TEXT   NOT NULL
    CONSTRAINT account_invite_role_check CHECK (role IN ('attendee', 'organizer', 'admin')),
  max_uses   {int}  NOT NULL,
  uses       {int}  NOT NULL,
  invited_by {id}   NOT NULL
    CONSTRAINT account_invite_invited_by_fk REFERENCES users (id) ON DELETE CASCADE,
  created_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  CONSTRAINT account_invite_uses_check CHECK (uses >= 0 AND uses <= max_uses),
  -- who has nothing but a code is an attendee
  CONSTRAINT account_invite_email_check
    CHECK ((email IS NULL) = (email_key IS NULL)
           AND (email_key IS NOT NULL OR role = 'attendee'))
) {strict};

CREATE INDEX account_invite_invited_by_index ON account_invite (invited_by);
CREATE INDEX account_invite_expires_at_index ON account_invite (expires_at);
