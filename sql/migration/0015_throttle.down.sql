DROP INDEX users_waiting_index;
DROP TABLE throttle;

CREATE TABLE login_failure (
  throttle_key {bytes} NOT NULL,
  failed_at    {time}  NOT NULL,
  id           {id}    NOT NULL,
  CONSTRAINT login_failure_id_pk PRIMARY KEY (id)
) {strict};

CREATE INDEX login_failure_throttle_key_index ON login_failure (throttle_key, failed_at);
CREATE INDEX login_failure_failed_at_index ON login_failure (failed_at);
