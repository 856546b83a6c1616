-- Calendars elsewhere that people let Hearth read, and the times that these say are
-- taken: nothing else of them is kept.
--
-- When a person is erased: theirs go with them.
--
-- compatible: 58

CREATE TABLE calendar_source (
  id            {id}   NOT NULL CONSTRAINT calendar_source_id_pk PRIMARY KEY,
  user_id       {id}   NOT NULL
    CONSTRAINT calendar_source_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  name          TEXT   NOT NULL,
  url           TEXT   NOT NULL,
  -- what its server said of the state that was read last
  etag          TEXT,
  last_modified TEXT,
  tried_at      {time}, -- when it was asked last
  fetched_at    {time}, -- when it last gave an answer
  read_at       {time}, -- when times were last made of it
  next_at       {time}, -- when it is to be asked again; NULL: not any more
  pause_s       {int}  NOT NULL, -- until then, from when it was asked
  failures      {int}  NOT NULL, -- in a row
  error         TEXT, -- of the last one
  created_at    {time} NOT NULL,
  updated_at    {time} NOT NULL,
  version       {int}  NOT NULL
) {strict};

CREATE INDEX calendar_source_user_id_index ON calendar_source (user_id, id);
CREATE INDEX calendar_source_next_at_index ON calendar_source (next_at, id)
  WHERE next_at IS NOT NULL;

CREATE TABLE busy (
  source_id    {id}   NOT NULL
    CONSTRAINT busy_source_id_fk REFERENCES calendar_source (id) ON DELETE CASCADE,
  user_id      {id}   NOT NULL
    CONSTRAINT busy_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  start_time   {time} NOT NULL,
  end_time     {time} NOT NULL,
  is_tentative {bool} NOT NULL,
  CONSTRAINT busy_source_id_start_time_end_time_pk
    PRIMARY KEY (source_id, start_time, end_time),
  CONSTRAINT busy_end_time_check CHECK (end_time > start_time)
) {strict};

CREATE INDEX busy_user_id_index ON busy (user_id, start_time);
