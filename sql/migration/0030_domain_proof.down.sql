DROP INDEX verification_space_id_index;
DELETE FROM verification WHERE purpose NOT IN ('verify_email', 'reset_password');
-- @postgresql
ALTER TABLE verification DROP COLUMN space_id;
ALTER TABLE verification DROP CONSTRAINT verification_purpose_check;
ALTER TABLE verification ADD CONSTRAINT verification_purpose_check
  CHECK (purpose IN ('verify_email', 'reset_password'));
-- @sqlite
ALTER TABLE verification RENAME TO verification_before;
CREATE TABLE verification (
  id              {id}   NOT NULL CONSTRAINT verification_id_pk PRIMARY KEY,
  user_id         {id}   NOT NULL
    CONSTRAINT verification_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  purpose         TEXT   NOT NULL
    CONSTRAINT verification_purpose_check
    CHECK (purpose IN ('verify_email', 'reset_password')),
  email           TEXT   NOT NULL,
  created_at      {time} NOT NULL,
  expires_at      {time} NOT NULL,
  code_expires_at {time} NOT NULL,
  tries           {int}  NOT NULL,
  used_at         {time}
) {strict};
INSERT INTO verification
SELECT id, user_id, purpose, email, created_at, expires_at, code_expires_at, tries, used_at
  FROM verification_before;
DROP TABLE verification_before;
CREATE INDEX verification_user_id_index ON verification (user_id, purpose, created_at, id);
CREATE INDEX verification_expires_at_index ON verification (expires_at);
-- @end

CREATE INDEX member_expires_at_index ON member (expires_at) WHERE expires_at IS NOT NULL;
DROP INDEX member_due_at_index;
ALTER TABLE member DROP COLUMN due_at;
ALTER TABLE users DROP COLUMN verified_at;

DROP TABLE space_domain;
