-- compatible: 37
-- Calendars that programs subscribe to by an address that nobody else knows.
--
-- When a person is erased: theirs go with them.

CREATE TABLE calendar_feed (
  id           {id}   NOT NULL CONSTRAINT calendar_feed_id_pk PRIMARY KEY,
  user_id      {id}   NOT NULL
    CONSTRAINT calendar_feed_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  kind         TEXT   NOT NULL
    CONSTRAINT calendar_feed_kind_check CHECK (kind IN ('person', 'cluster', 'group')),
  space_id     {id}
    CONSTRAINT calendar_feed_space_id_fk REFERENCES space (id) ON DELETE CASCADE,
  created_at   {time} NOT NULL,
  last_used_at {time}, -- to the day
  CONSTRAINT calendar_feed_space_check CHECK ((kind = 'person') = (space_id IS NULL))
) {strict};

CREATE INDEX calendar_feed_user_id_index ON calendar_feed (user_id, id);
CREATE INDEX calendar_feed_space_id_index ON calendar_feed (space_id)
  WHERE space_id IS NOT NULL;
