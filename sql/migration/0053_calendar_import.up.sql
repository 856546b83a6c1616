-- Which events somebody has brought from a calendar elsewhere: when it is brought
-- again they are brought up to date.
--
-- When a person is erased: theirs go with them.
--
-- compatible: 52

CREATE TABLE calendar_import (
  user_id  {id}    NOT NULL
    CONSTRAINT calendar_import_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  uid_hash {bytes} NOT NULL, -- by which the calendar knows it
  event_id {id}    NOT NULL
    CONSTRAINT calendar_import_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  CONSTRAINT calendar_import_pk PRIMARY KEY (user_id, uid_hash)
) {strict};

CREATE INDEX calendar_import_event_id_index ON calendar_import (event_id);
