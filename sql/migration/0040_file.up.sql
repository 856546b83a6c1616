-- Files of events. The bytes lie in UPLOAD_DIR, by the id; a row is written when they
-- are there for good.
--
-- When a person is erased: the files that they have uploaded go, rows at once and bytes
-- with the next sweep.

CREATE TABLE file (
  id           {id}    NOT NULL CONSTRAINT file_id_pk PRIMARY KEY,
  event_id     {id}    NOT NULL
    CONSTRAINT file_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  -- whose room it takes, besides the person's
  cluster_id   {id}
    CONSTRAINT file_cluster_id_fk REFERENCES space (id) ON DELETE SET NULL,
  uploaded_by  {id}    NOT NULL
    CONSTRAINT file_uploaded_by_fk REFERENCES users (id) ON DELETE CASCADE,
  filename     TEXT    NOT NULL,
  content_type TEXT    NOT NULL,
  size         {int}   NOT NULL CONSTRAINT file_size_check CHECK (size >= 0),
  sha256       {bytes} NOT NULL,
  created_at   {time}  NOT NULL
) {strict};

CREATE INDEX file_event_id_index ON file (event_id, id);
CREATE INDEX file_cluster_id_index ON file (cluster_id, size);
CREATE INDEX file_uploaded_by_index ON file (uploaded_by, size);

ALTER TABLE event ADD COLUMN attendees_upload {bool} NOT NULL DEFAULT FALSE;
