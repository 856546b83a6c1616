-- What those who run an event tell whoever answered it.
--
-- When a person is erased: what they told stays with its event, and passes to the
-- account that stands for whoever is gone.

CREATE TABLE event_notice (
  id         {id}   NOT NULL CONSTRAINT event_notice_id_pk PRIMARY KEY,
  event_id   {id}   NOT NULL
    CONSTRAINT event_notice_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  sender_id  {id}   NOT NULL
    CONSTRAINT event_notice_sender_id_fk REFERENCES users (id) ON DELETE RESTRICT,
  subject    TEXT   NOT NULL,
  body       TEXT   NOT NULL,
  -- whom it was for, by their answer
  audience   TEXT   NOT NULL
    CONSTRAINT event_notice_audience_check
    CHECK (audience IN ('attending', 'maybe', 'waitlisted', 'all')),
  recipients {int}  NOT NULL,
  created_at {time} NOT NULL
) {strict};

CREATE INDEX event_notice_event_id_index ON event_notice (event_id, id);
CREATE INDEX event_notice_sender_id_index ON event_notice (sender_id);
