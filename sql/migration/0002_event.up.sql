-- Events, the seats they have, and who comes.

CREATE TABLE category (
  id         {id}   NOT NULL CONSTRAINT category_id_pk PRIMARY KEY,
  name       TEXT   NOT NULL CONSTRAINT category_name_key UNIQUE,
  created_at {time} NOT NULL,
  updated_at {time} NOT NULL,
  version    {int}  NOT NULL
) {strict};

CREATE TABLE event (
  id              {id}   NOT NULL CONSTRAINT event_id_pk PRIMARY KEY,
  organizer_id    {id}   NOT NULL
    CONSTRAINT event_organizer_id_fk REFERENCES users (id) ON DELETE CASCADE,
  title           TEXT   NOT NULL,
  description     TEXT,
  location        TEXT,
  venue_name      TEXT,
  venue_address   TEXT,
  venue_lat       {real},
  venue_lon       {real},
  online_url      TEXT,
  image_url       TEXT,
  start_time      {time} NOT NULL,
  end_time        {time} NOT NULL,
  timezone        TEXT   NOT NULL,
  visibility      TEXT   NOT NULL
    CONSTRAINT event_visibility_check CHECK (visibility IN ('public', 'private')),
  status          TEXT   NOT NULL
    CONSTRAINT event_status_check
    CHECK (status IN ('draft', 'published', 'cancelled', 'completed')),
  -- whether everybody's list shows it: public and no draft
  is_listed       {bool} NOT NULL,
  waitlist        {bool} NOT NULL,
  rsvp_closes_at  {time},
  -- seats: capacity NULL is no limit, waiting is the length of the waitlist
  capacity        {int},
  taken           {int}  NOT NULL,
  waiting         {int}  NOT NULL,
  -- the categories once more, as the answer shows them; event_category is
  -- what filters read
  category_ids    {json} NOT NULL,
  tags            {json} NOT NULL,
  created_at      {time} NOT NULL,
  updated_at      {time} NOT NULL,
  version         {int}  NOT NULL,
  CONSTRAINT event_end_time_check CHECK (end_time > start_time),
  CONSTRAINT event_taken_check
    CHECK (taken >= 0 AND (capacity IS NULL OR taken <= capacity)),
  CONSTRAINT event_waiting_check CHECK (waiting >= 0)
) {strict};

CREATE INDEX event_listed_start_time_index ON event (start_time, id) WHERE is_listed;
CREATE INDEX event_unlisted_organizer_id_index ON event (organizer_id, start_time, id) WHERE NOT is_listed;
CREATE INDEX event_organizer_id_index ON event (organizer_id, start_time, id);
CREATE INDEX event_venue_index ON event (venue_lat, venue_lon) WHERE is_listed AND venue_lat IS NOT NULL;

CREATE TABLE event_category (
  event_id    {id}   NOT NULL
    CONSTRAINT event_category_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  category_id {id}   NOT NULL
    CONSTRAINT event_category_category_id_fk REFERENCES category (id),
  CONSTRAINT event_category_pk PRIMARY KEY (category_id, event_id)
) {strict};

CREATE INDEX event_category_event_id_index ON event_category (event_id);

CREATE TABLE rsvp (
  event_id   {id}   NOT NULL
    CONSTRAINT rsvp_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  user_id    {id}   NOT NULL
    CONSTRAINT rsvp_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  status     TEXT   NOT NULL
    CONSTRAINT rsvp_status_check
    CHECK (status IN ('attending', 'maybe', 'not_attending', 'waitlisted')),
  party_size {int}  NOT NULL
    CONSTRAINT rsvp_party_size_check CHECK (party_size >= 1),
  note       TEXT,
  -- place in the waitlist, and how often a smaller party has passed
  queued_at  {time},
  passed     {int}  NOT NULL,
  created_at {time} NOT NULL,
  updated_at {time} NOT NULL,
  version    {int}  NOT NULL,
  CONSTRAINT rsvp_event_id_user_id_pk PRIMARY KEY (event_id, user_id),
  CONSTRAINT rsvp_queued_at_check CHECK ((status = 'waitlisted') = (queued_at IS NOT NULL))
) {strict};

CREATE INDEX rsvp_user_id_index ON rsvp (user_id, event_id);
CREATE INDEX rsvp_waitlist_index ON rsvp (event_id, queued_at, user_id) WHERE status = 'waitlisted';
