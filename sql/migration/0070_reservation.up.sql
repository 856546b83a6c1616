-- Seats that are held until somebody confirms or pays them, and tickets.
--
-- When a person is erased: what they hold ends and seats go on, their tickets end; what
-- was paid stays, without whose it was.
--
-- compatible: 69

ALTER TABLE event ADD COLUMN has_tickets {bool} NOT NULL DEFAULT FALSE;

UPDATE event SET has_tickets = TRUE WHERE id IN (SELECT event_id FROM ticket_type);

-- Of somebody who waits: for which.
ALTER TABLE rsvp ADD COLUMN ticket_type_id {id}
  CONSTRAINT rsvp_ticket_type_id_fk REFERENCES ticket_type (id) ON DELETE SET NULL;

CREATE INDEX rsvp_ticket_type_id_index ON rsvp (ticket_type_id) WHERE ticket_type_id IS NOT NULL;

CREATE TABLE reservation (
  id          {id}   NOT NULL CONSTRAINT reservation_id_pk PRIMARY KEY,
  event_id    {id}   NOT NULL
    CONSTRAINT reservation_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  user_id     {id}   NOT NULL
    CONSTRAINT reservation_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  status      TEXT   NOT NULL
    CONSTRAINT reservation_status_check
    CHECK (status IN ('held', 'awaiting_payment', 'confirmed', 'cancelled', 'expired',
                      'refund_due', 'refunded')),
  -- made for who waited
  is_offer    {bool} NOT NULL,
  persons     {int}  NOT NULL,
  total_minor {int}  NOT NULL,
  currency    TEXT   NOT NULL,
  -- of what holds seats and is no ticket yet: dead from then on, whoever notices
  expires_at  {time},
  -- by which who pays, and who is paid, know it
  reference   TEXT   NOT NULL,
  created_at  {time} NOT NULL,
  updated_at  {time} NOT NULL,
  version     {int}  NOT NULL,
  CONSTRAINT reservation_persons_check CHECK (persons > 0),
  CONSTRAINT reservation_total_minor_check CHECK (total_minor >= 0),
  CONSTRAINT reservation_expires_at_check
    CHECK ((expires_at IS NOT NULL) = (status IN ('held', 'awaiting_payment')))
) {strict};

CREATE INDEX reservation_event_id_index ON reservation (event_id, id);
CREATE INDEX reservation_user_id_index ON reservation (user_id, id);
CREATE INDEX reservation_expires_at_index ON reservation (expires_at) WHERE expires_at IS NOT NULL;
CREATE UNIQUE INDEX reservation_live_key ON reservation (event_id, user_id) WHERE expires_at IS NOT NULL;

CREATE TABLE reservation_item (
  reservation_id {id}  NOT NULL
    CONSTRAINT reservation_item_reservation_id_fk
    REFERENCES reservation (id) ON DELETE CASCADE,
  ticket_type_id {id}  NOT NULL
    CONSTRAINT reservation_item_ticket_type_id_fk
    REFERENCES ticket_type (id) ON DELETE CASCADE,
  quantity       {int} NOT NULL
    CONSTRAINT reservation_item_quantity_check CHECK (quantity BETWEEN 1 AND 50),
  -- of each
  price_minor    {int} NOT NULL
    CONSTRAINT reservation_item_price_minor_check CHECK (price_minor >= 0),
  CONSTRAINT reservation_item_pk PRIMARY KEY (reservation_id, ticket_type_id)
) {strict};

CREATE INDEX reservation_item_ticket_type_id_index ON reservation_item (ticket_type_id);

CREATE TABLE event_ticket (
  id             {id}   NOT NULL CONSTRAINT event_ticket_id_pk PRIMARY KEY,
  reservation_id {id}   NOT NULL
    CONSTRAINT event_ticket_reservation_id_fk
    REFERENCES reservation (id) ON DELETE CASCADE,
  ticket_type_id {id}   NOT NULL
    CONSTRAINT event_ticket_ticket_type_id_fk
    REFERENCES ticket_type (id) ON DELETE CASCADE,
  event_id       {id}   NOT NULL
    CONSTRAINT event_ticket_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  user_id        {id}   NOT NULL
    CONSTRAINT event_ticket_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  holder_name    TEXT,
  -- codes with a lower one were replaced
  serial         {int}  NOT NULL
    CONSTRAINT event_ticket_serial_check CHECK (serial BETWEEN 1 AND 255),
  -- what people read out
  short_code     TEXT   NOT NULL,
  status         TEXT   NOT NULL
    CONSTRAINT event_ticket_status_check CHECK (status IN ('valid', 'cancelled')),
  is_inside      {bool} NOT NULL,
  arrived_at     {time},
  created_at     {time} NOT NULL,
  updated_at     {time} NOT NULL,
  version        {int}  NOT NULL
) {strict};

CREATE UNIQUE INDEX event_ticket_event_id_short_code_key ON event_ticket (event_id, short_code);
CREATE INDEX event_ticket_event_id_index ON event_ticket (event_id, id);
CREATE INDEX event_ticket_user_id_index ON event_ticket (user_id, id);
CREATE INDEX event_ticket_reservation_id_index ON event_ticket (reservation_id);
CREATE INDEX event_ticket_ticket_type_id_index ON event_ticket (ticket_type_id);

-- What was paid, and paid back. The event is no reference: it outlives that too.
CREATE TABLE payment (
  id             {id}   NOT NULL CONSTRAINT payment_id_pk PRIMARY KEY,
  event_id       {id}   NOT NULL,
  reservation_id {id}
    CONSTRAINT payment_reservation_id_fk
    REFERENCES reservation (id) ON DELETE SET NULL,
  provider       TEXT   NOT NULL,
  kind           TEXT   NOT NULL
    CONSTRAINT payment_kind_check CHECK (kind IN ('charge', 'refund')),
  amount_minor   {int}  NOT NULL
    CONSTRAINT payment_amount_minor_check CHECK (amount_minor > 0),
  currency       TEXT   NOT NULL,
  at             {time} NOT NULL
) {strict};

CREATE INDEX payment_reservation_id_index ON payment (reservation_id) WHERE reservation_id IS NOT NULL;
CREATE INDEX payment_event_id_index ON payment (event_id, id);
