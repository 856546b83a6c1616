-- What members of groups write to each other.
--
-- When a person is erased: their messages lose their content and pass to the
-- account that stands for whoever is gone; rows and numbers stay.

CREATE TABLE message (
  id            {id}   NOT NULL CONSTRAINT message_id_pk PRIMARY KEY,
  -- the group; NULL of what is not written in one
  space_id      {id}
    CONSTRAINT message_space_id_fk REFERENCES space (id) ON DELETE CASCADE,
  -- within it, from 1 and without gaps
  number        {int}  NOT NULL,
  -- that of the message that began the thread; its own of one that answers none
  thread_number {int}  NOT NULL,
  reply_to_id   {id}
    CONSTRAINT message_reply_to_id_fk REFERENCES message (id) ON DELETE SET NULL,
  sender_id     {id}   NOT NULL
    CONSTRAINT message_sender_id_fk REFERENCES users (id) ON DELETE RESTRICT,
  -- NULL when it was removed
  content       TEXT,
  edited_at     {time},
  removed_at    {time},
  created_at    {time} NOT NULL,
  version       {int}  NOT NULL,
  CONSTRAINT message_number_key UNIQUE (space_id, number)
-- @postgresql
    -- what counting the unread asks for
    INCLUDE (sender_id, removed_at)
-- @end
) {strict};

CREATE INDEX message_thread_number_index ON message (space_id, thread_number, number);
CREATE INDEX message_reply_to_id_index ON message (reply_to_id) WHERE reply_to_id IS NOT NULL;
CREATE INDEX message_sender_id_index ON message (sender_id, created_at);
