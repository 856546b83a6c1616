-- compatible: 47
-- Files that come in pieces (tus). What has come lies in UPLOAD_DIR, by the id, which
-- becomes the file's; a row is there until all has come.
--
-- When a person is erased: what they have begun goes, rows at once and bytes with the
-- next sweep.

CREATE TABLE upload (
  id           {id}    NOT NULL CONSTRAINT upload_id_pk PRIMARY KEY,
  user_id      {id}    NOT NULL
    CONSTRAINT upload_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  event_id     {id}    NOT NULL
    CONSTRAINT upload_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  -- whose room it takes, besides the person's
  cluster_id   {id}
    CONSTRAINT upload_cluster_id_fk REFERENCES space (id) ON DELETE SET NULL,
  -- Upload-Metadata as it was sent, and what it says
  metadata     TEXT    NOT NULL,
  filename     TEXT    NOT NULL,
  content_type TEXT,
  size         {int}   NOT NULL,
  received     {int}   NOT NULL
    CONSTRAINT upload_received_check CHECK (received BETWEEN 0 AND size),
  created_at   {time}  NOT NULL,
  -- when a piece came last
  updated_at   {time}  NOT NULL
) {strict};

CREATE INDEX upload_user_id_index ON upload (user_id);
CREATE INDEX upload_event_id_index ON upload (event_id);
CREATE INDEX upload_cluster_id_index ON upload (cluster_id);
CREATE INDEX upload_updated_at_index ON upload (updated_at);
