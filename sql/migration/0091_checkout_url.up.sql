-- Where people pay is sealed, and is forgotten when nobody can pay there any more. What
-- programs of before have written to checkout.url goes at once where that is so; elsewhere
-- it goes the same way.
--
-- When a person is erased: it goes with their reservation.
--
-- No older program goes on beside it: it would not say where people pay when that is
-- sealed, and would not forget it.

ALTER TABLE checkout ADD COLUMN sealed_url {bytes};

CREATE INDEX checkout_key_index ON checkout (substr(sealed_url, 2, 4), reservation_id)
 WHERE sealed_url IS NOT NULL;

UPDATE checkout SET url = NULL WHERE look_at IS NULL;
