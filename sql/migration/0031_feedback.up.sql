-- How events were, by who was there.
--
-- When a person is erased: what they said of events goes.

CREATE TABLE feedback (
  event_id     {id}   NOT NULL
    CONSTRAINT feedback_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  user_id      {id}   NOT NULL
    CONSTRAINT feedback_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  -- by which lists go on: the user's would tell who is anonymous
  id           {id}   NOT NULL,
  rating       {int}  NOT NULL
    CONSTRAINT feedback_rating_check CHECK (rating BETWEEN 1 AND 5),
  comment      TEXT,
  is_anonymous {bool} NOT NULL,
  created_at   {time} NOT NULL,
  updated_at   {time} NOT NULL,
  version      {int}  NOT NULL,
  CONSTRAINT feedback_event_id_user_id_pk PRIMARY KEY (event_id, user_id)
) {strict};

CREATE UNIQUE INDEX feedback_event_id_id_key ON feedback (event_id, id);
CREATE INDEX feedback_event_id_rating_index ON feedback (event_id, rating);
CREATE INDEX feedback_user_id_index ON feedback (user_id);
