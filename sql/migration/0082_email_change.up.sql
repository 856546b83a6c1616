-- What is to be somebody's address, until both addresses have said so.
--
-- When a person is erased: it goes.
--
-- compatible: 81

CREATE TABLE email_change (
  user_id          {id}   NOT NULL CONSTRAINT email_change_user_id_pk PRIMARY KEY
    CONSTRAINT email_change_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  email            TEXT   NOT NULL,
  email_key        TEXT   NOT NULL,
  session_id       {id}   NOT NULL, -- in which it was asked for: that one stays
  old_confirmed_at {time},
  new_confirmed_at {time},
  created_at       {time} NOT NULL,
  expires_at       {time} NOT NULL
) {strict};

CREATE INDEX email_change_email_key_index ON email_change (email_key, created_at);
CREATE INDEX email_change_expires_at_index ON email_change (expires_at);
