-- Who is let in at the door, and who is not.
--
-- When a person is erased: what says that they came goes, or who let others in.
--
-- compatible: 75

CREATE TABLE check_in (
  id             {id}   NOT NULL CONSTRAINT check_in_id_pk PRIMARY KEY,
  event_id       {id}   NOT NULL
    CONSTRAINT check_in_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  -- NULL: a walk-in
  user_id        {id}
    CONSTRAINT check_in_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  -- of the person, and goes with them; NULL: some of their party
  ticket_id      {id},
  -- of a walk-in: what they are called, which type, how many seats of the event they have
  name           TEXT,
  ticket_type_id {id}
    CONSTRAINT check_in_ticket_type_id_fk REFERENCES ticket_type (id) ON DELETE SET NULL,
  seats          {int}  NOT NULL DEFAULT 0
    CONSTRAINT check_in_seats_check CHECK (seats >= 0),
  direction      TEXT   NOT NULL
    CONSTRAINT check_in_direction_check CHECK (direction IN ('in', 'out')),
  -- NULL: all the others of the party
  persons        {int}
    CONSTRAINT check_in_persons_check CHECK (persons BETWEEN 1 AND 50),
  -- how many there were when it was reported
  party_size     {int}  NOT NULL,
  at             {time} NOT NULL,
  received_at    {time} NOT NULL,
  door           TEXT,
  -- NULL: they are gone
  staff_id       {id}
    CONSTRAINT check_in_staff_id_fk REFERENCES users (id) ON DELETE SET NULL,
  is_forced      {bool} NOT NULL,
-- @postgresql
  nonce          TEXT   COLLATE "C" NOT NULL,
-- @sqlite
  nonce          TEXT   NOT NULL,
-- @end
  -- what follows from all that is known of the party (rule/check_in.h)
  result         TEXT   NOT NULL
    CONSTRAINT check_in_result_check
    CHECK (result IN ('ok', 'already_in', 'not_in', 'cancelled', 'unpaid', 'wrong_date',
                      'wrong_event', 'revoked', 'too_early', 'unknown')),
  -- by how many more are inside, and how many of them came for the first time
  moved          {int}  NOT NULL,
  arrivals       {int}  NOT NULL,
  undone_at      {time}
) {strict};

CREATE UNIQUE INDEX check_in_event_id_nonce_key ON check_in (event_id, nonce);
CREATE INDEX check_in_event_id_at_index ON check_in (event_id, at, nonce);
CREATE INDEX check_in_user_id_index ON check_in (user_id, event_id) WHERE user_id IS NOT NULL;
CREATE INDEX check_in_staff_id_index ON check_in (staff_id);
CREATE INDEX check_in_ticket_type_id_index ON check_in (ticket_type_id) WHERE ticket_type_id IS NOT NULL;
