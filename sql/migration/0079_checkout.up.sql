-- What people pay through a provider, what is paid back, and deliveries of providers.
--
-- When a person is erased: what they were to pay goes with their reservation; what was
-- paid, and is paid back, stays, without whose it was.
--
-- compatible: 78

-- A page of a provider's where a reservation is paid.
CREATE TABLE checkout (
  reservation_id {id}   NOT NULL CONSTRAINT checkout_reservation_id_pk PRIMARY KEY
    CONSTRAINT checkout_reservation_id_fk REFERENCES reservation (id) ON DELETE CASCADE,
  provider       TEXT   NOT NULL,
  attempt        {int}  NOT NULL
    CONSTRAINT checkout_attempt_check CHECK (attempt BETWEEN 1 AND 5),
  -- what is sent, each time alike; '': the provider did not take it
  request        TEXT   NOT NULL,
  -- by which the provider knows it; NULL: no answer has come
  ref            TEXT,
  url            TEXT,
  -- when it is asked what has become of it; NULL: that is known
  look_at        {time},
  created_at     {time} NOT NULL
) {strict};

CREATE UNIQUE INDEX checkout_provider_ref_key ON checkout (provider, ref) WHERE ref IS NOT NULL;
CREATE INDEX checkout_look_at_index ON checkout (look_at) WHERE look_at IS NOT NULL;

-- By which the provider knows it; NULL: it does not.
ALTER TABLE payment ADD COLUMN ref TEXT;
ALTER TABLE payment ADD COLUMN status TEXT NOT NULL DEFAULT 'succeeded'
  CONSTRAINT payment_status_check CHECK (status IN ('pending', 'succeeded', 'failed'));
-- Of what is paid back: of which charge.
ALTER TABLE payment ADD COLUMN charge_id {id}
  CONSTRAINT payment_charge_id_fk REFERENCES payment (id) ON DELETE SET NULL;
-- When the provider is asked about it; NULL: nothing is open.
ALTER TABLE payment ADD COLUMN look_at {time};

CREATE INDEX payment_ref_index ON payment (provider, ref, id) WHERE ref IS NOT NULL;
CREATE INDEX payment_charge_id_index ON payment (charge_id) WHERE charge_id IS NOT NULL;
CREATE INDEX payment_look_at_index ON payment (look_at) WHERE look_at IS NOT NULL;

-- What came and has had its effect.
CREATE TABLE webhook_receipt (
  source      TEXT   NOT NULL,
  message_id  TEXT   NOT NULL,
  received_at {time} NOT NULL,
  CONSTRAINT webhook_receipt_pk PRIMARY KEY (source, message_id)
) {strict};

CREATE INDEX webhook_receipt_received_at_index ON webhook_receipt (received_at);
