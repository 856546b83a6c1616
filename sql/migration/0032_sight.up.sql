-- What lists would have to look for, so that they need not where there is nothing.
--
-- When a person is erased: the columns go with their row; nothing of them is in the
-- table.
--
-- compatible: 31

-- What a person sees otherwise than everybody: as an active member of spaces; that
-- there is somebody whom they do not see; what they organize, or are named by, and
-- not everybody sees. Triggers set them (sql/object/user_sight.sql); true may have
-- become untrue meanwhile.
ALTER TABLE users ADD COLUMN in_spaces {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN has_blocks {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN has_unlisted {bool} NOT NULL DEFAULT FALSE;

UPDATE users
   SET in_spaces = EXISTS (SELECT 1 FROM member m WHERE m.user_id = users.id AND m.is_active),
       has_blocks = EXISTS (SELECT 1 FROM block b WHERE b.user_id = users.id),
       has_unlisted = EXISTS (SELECT 1 FROM event e
                               WHERE e.organizer_id = users.id AND NOT e.is_listed)
         OR EXISTS (SELECT 1 FROM event_guest g WHERE g.user_id = users.id AND g.sees);

-- The spans that events for the members of a space have, or had (a trigger of
-- sql/object/space_span.sql).
CREATE TABLE space_span (
  space_id {id}  NOT NULL
    CONSTRAINT space_span_space_id_fk REFERENCES space (id) ON DELETE CASCADE,
  span     {int} NOT NULL,
  CONSTRAINT space_span_pk PRIMARY KEY (space_id, span)
) {strict};

INSERT INTO space_span (space_id, span)
SELECT DISTINCT audience_id, span FROM event WHERE audience_id IS NOT NULL;
