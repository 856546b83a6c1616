DROP INDEX checkout_key_index;
ALTER TABLE checkout DROP COLUMN sealed_url;
