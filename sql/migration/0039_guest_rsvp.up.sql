-- People who answer without an account: what they ask for until they have shown that
-- the address is theirs, and by what a mail about an event names whom it went to.
--
-- When a person is erased: what names them to events goes with their row, and what
-- was asked for under their address when it has not been proved within a day.

-- Whose address was proved by an answer; until they choose a password.
ALTER TABLE users ADD COLUMN is_guest {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE event ADD COLUMN guest_rsvp {bool} NOT NULL DEFAULT FALSE;

-- The link and the code that are mailed are derived from the id.
CREATE TABLE guest_request (
  id              {id}    NOT NULL CONSTRAINT guest_request_id_pk PRIMARY KEY,
  event_id        {id}    NOT NULL
    CONSTRAINT guest_request_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  -- the network that it came from, as a keyed hash
  client          {bytes} NOT NULL,
  email           TEXT    NOT NULL,
  email_key       TEXT    NOT NULL,
  first_name      TEXT    NOT NULL,
  last_name       TEXT    NOT NULL,
  status          TEXT    NOT NULL
    CONSTRAINT guest_request_status_check
    CHECK (status IN ('attending', 'maybe', 'not_attending')),
  party_size      {int}   NOT NULL,
  note            TEXT,
  created_at      {time}  NOT NULL,
  expires_at      {time}  NOT NULL,
  code_expires_at {time}  NOT NULL,
  tries           {int}   NOT NULL
) {strict};

CREATE INDEX guest_request_event_id_client_index ON guest_request (event_id, client);
CREATE INDEX guest_request_email_key_index ON guest_request (email_key, created_at, id);
CREATE INDEX guest_request_expires_at_index ON guest_request (expires_at);

-- The link in mails about an event is derived from the id: one for each person and
-- event.
CREATE TABLE event_invitation (
  id            {id}   NOT NULL CONSTRAINT event_invitation_id_pk PRIMARY KEY,
  event_id      {id}   NOT NULL
    CONSTRAINT event_invitation_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  -- NULL: whoever has the address, until they have answered
  user_id       {id}
    CONSTRAINT event_invitation_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  email         TEXT,
  email_key     TEXT,
  -- NULL: nobody, they came by themselves
  invited_by    {id}
    CONSTRAINT event_invitation_invited_by_fk REFERENCES users (id) ON DELETE SET NULL,
  -- which state of the event they have in their calendar, and when they answered there
  sent_sequence {int},
  replied_at    {time},
  created_at    {time} NOT NULL,
  CONSTRAINT event_invitation_whom_check CHECK (user_id IS NOT NULL OR email_key IS NOT NULL)
) {strict};

CREATE UNIQUE INDEX event_invitation_event_id_user_id_key ON event_invitation (event_id, user_id);
CREATE UNIQUE INDEX event_invitation_event_id_email_key_key ON event_invitation (event_id, email_key);
CREATE INDEX event_invitation_user_id_index ON event_invitation (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX event_invitation_invited_by_index ON event_invitation (invited_by) WHERE invited_by IS NOT NULL;
