-- What of an event people may have tickets for: at which price, how many.
--
-- When a person is erased: nothing here is of a person.
--
-- compatible: 63

-- Those of ISO 4217 in which people pay, and how many digits their amounts have behind
-- the point.
CREATE TABLE currency (
  code   TEXT  NOT NULL CONSTRAINT currency_pk PRIMARY KEY,
  digits {int} NOT NULL
) {strict};

INSERT INTO currency (code, digits) VALUES
  ('AED', 2), ('AFN', 2), ('ALL', 2), ('AMD', 2), ('ANG', 2), ('AOA', 2), ('ARS', 2),
  ('AUD', 2), ('AWG', 2), ('AZN', 2), ('BAM', 2), ('BBD', 2), ('BDT', 2), ('BGN', 2),
  ('BHD', 3), ('BIF', 0), ('BMD', 2), ('BND', 2), ('BOB', 2), ('BRL', 2), ('BSD', 2),
  ('BTN', 2), ('BWP', 2), ('BYN', 2), ('BZD', 2), ('CAD', 2), ('CDF', 2), ('CHF', 2),
  ('CLP', 0), ('CNY', 2), ('COP', 2), ('CRC', 2), ('CUP', 2), ('CVE', 2), ('CZK', 2),
  ('DJF', 0), ('DKK', 2), ('DOP', 2), ('DZD', 2), ('EGP', 2), ('ERN', 2), ('ETB', 2),
  ('EUR', 2), ('FJD', 2), ('FKP', 2), ('GBP', 2), ('GEL', 2), ('GHS', 2), ('GIP', 2),
  ('GMD', 2), ('GNF', 0), ('GTQ', 2), ('GYD', 2), ('HKD', 2), ('HNL', 2), ('HTG', 2),
  ('HUF', 2), ('IDR', 2), ('ILS', 2), ('INR', 2), ('IQD', 3), ('IRR', 2), ('ISK', 0),
  ('JMD', 2), ('JOD', 3), ('JPY', 0), ('KES', 2), ('KGS', 2), ('KHR', 2), ('KMF', 0),
  ('KPW', 2), ('KRW', 0), ('KWD', 3), ('KYD', 2), ('KZT', 2), ('LAK', 2), ('LBP', 2),
  ('LKR', 2), ('LRD', 2), ('LSL', 2), ('LYD', 3), ('MAD', 2), ('MDL', 2), ('MGA', 2),
  ('MKD', 2), ('MMK', 2), ('MNT', 2), ('MOP', 2), ('MRU', 2), ('MUR', 2), ('MVR', 2),
  ('MWK', 2), ('MXN', 2), ('MYR', 2), ('MZN', 2), ('NAD', 2), ('NGN', 2), ('NIO', 2),
  ('NOK', 2), ('NPR', 2), ('NZD', 2), ('OMR', 3), ('PAB', 2), ('PEN', 2), ('PGK', 2),
  ('PHP', 2), ('PKR', 2), ('PLN', 2), ('PYG', 0), ('QAR', 2), ('RON', 2), ('RSD', 2),
  ('RUB', 2), ('RWF', 0), ('SAR', 2), ('SBD', 2), ('SCR', 2), ('SDG', 2), ('SEK', 2),
  ('SGD', 2), ('SHP', 2), ('SLE', 2), ('SOS', 2), ('SRD', 2), ('SSP', 2), ('STN', 2),
  ('SVC', 2), ('SYP', 2), ('SZL', 2), ('THB', 2), ('TJS', 2), ('TMT', 2), ('TND', 3),
  ('TOP', 2), ('TRY', 2), ('TTD', 2), ('TWD', 2), ('TZS', 2), ('UAH', 2), ('UGX', 0),
  ('USD', 2), ('UYU', 2), ('UZS', 2), ('VED', 2), ('VES', 2), ('VND', 0), ('VUV', 0),
  ('WST', 2), ('XAF', 0), ('XCD', 2), ('XCG', 2), ('XOF', 0), ('XPF', 0), ('YER', 2),
  ('ZAR', 2), ('ZMW', 2), ('ZWG', 2);

CREATE TABLE ticket_type (
  id                {id}   NOT NULL CONSTRAINT ticket_type_id_pk PRIMARY KEY,
  event_id          {id}   NOT NULL
    CONSTRAINT ticket_type_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  name              TEXT   NOT NULL,
  payment_type      TEXT   NOT NULL
    CONSTRAINT ticket_type_payment_type_check
    CHECK (payment_type IN ('free', 'paid', 'donation')),
  -- in the smallest unit of the currency; of a donation what is proposed
  price_minor       {int},
  min_price_minor   {int},
  currency          TEXT   NOT NULL
    CONSTRAINT ticket_type_currency_fk REFERENCES currency (code),
  -- NULL: as many as the event has seats
  capacity          {int},
  taken             {int}  NOT NULL,
  sales_opens_at    {time},
  sales_closes_at   {time},
  per_person_max    {int}  NOT NULL,
  -- hours before the start until which a ticket is given back; NULL: never
  refundable_before {int},
  -- shown to those who run the event alone
  is_hidden         {bool} NOT NULL,
  created_at        {time} NOT NULL,
  updated_at        {time} NOT NULL,
  version           {int}  NOT NULL,
  CONSTRAINT ticket_type_taken_check
    CHECK (taken >= 0 AND (capacity IS NULL OR taken <= capacity)),
  CONSTRAINT ticket_type_price_check
    CHECK (CASE payment_type
           WHEN 'free' THEN price_minor IS NULL AND min_price_minor IS NULL
           WHEN 'paid' THEN price_minor > 0 AND price_minor IS NOT NULL
                            AND min_price_minor IS NULL
           ELSE min_price_minor >= 0 AND min_price_minor IS NOT NULL
                AND (price_minor IS NULL OR price_minor >= min_price_minor) END)
) {strict};

CREATE INDEX ticket_type_event_id_index ON ticket_type (event_id, id);
CREATE INDEX ticket_type_currency_index ON ticket_type (currency);
