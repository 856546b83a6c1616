-- What people tell those who moderate.
--
-- When a person is erased: reports keep what they say, without who filed, handled or
-- caused them.

CREATE TABLE report (
  id           {id}   NOT NULL CONSTRAINT report_id_pk PRIMARY KEY,
  -- whose moderators handle it; NULL: those of the server
  space_id     {id}
    CONSTRAINT report_space_id_fk REFERENCES space (id) ON DELETE SET NULL,
  reporter_id  {id}
    CONSTRAINT report_reporter_id_fk REFERENCES users (id) ON DELETE SET NULL,
  -- what it is about; nothing refers, for it outlives that
  subject_kind TEXT   NOT NULL
    CONSTRAINT report_subject_kind_check
    CHECK (subject_kind IN ('event', 'user', 'space', 'message')),
  subject_id   {id}   NOT NULL,
  -- whose that is
  about_id     {id}
    CONSTRAINT report_about_id_fk REFERENCES users (id) ON DELETE SET NULL,
  reason       TEXT   NOT NULL
    CONSTRAINT report_reason_check
    CHECK (reason IN ('spam', 'harassment', 'hate', 'violence', 'sexual', 'illegal',
                      'impersonation', 'other')),
  note         TEXT,
  -- what it said when the report was filed
  excerpt      TEXT   NOT NULL,
  state        TEXT   NOT NULL
    CONSTRAINT report_state_check CHECK (state IN ('open', 'resolved', 'dismissed')),
  handled_by   {id}
    CONSTRAINT report_handled_by_fk REFERENCES users (id) ON DELETE SET NULL,
  handled_at   {time},
  outcome      TEXT,
  created_at   {time} NOT NULL
) {strict};

CREATE UNIQUE INDEX report_open_key ON report (reporter_id, subject_id) WHERE state = 'open';
CREATE INDEX report_space_id_index ON report (space_id, state, id);
CREATE INDEX report_state_index ON report (state, id);
CREATE INDEX report_reporter_id_index ON report (reporter_id) WHERE reporter_id IS NOT NULL;
CREATE INDEX report_about_id_index ON report (about_id) WHERE about_id IS NOT NULL;
CREATE INDEX report_handled_by_index ON report (handled_by) WHERE handled_by IS NOT NULL;
CREATE INDEX report_handled_at_index ON report (handled_at) WHERE handled_at IS NOT NULL;
