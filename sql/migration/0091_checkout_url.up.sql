-- Where people pay is sealed, and is forgotten when nobody can pay there any more. What
-- programs of before have written to checkout.url goes the same way.
--
-- When a person is erased: it goes with their reservation.
--
-- compatible: 90

ALTER TABLE checkout ADD COLUMN sealed_url {bytes};

CREATE INDEX checkout_key_index ON checkout (substr(sealed_url, 2, 4), reservation_id)
 WHERE sealed_url IS NOT NULL;
