DROP TABLE webhook_receipt;
DROP INDEX payment_look_at_index;
DROP INDEX payment_charge_id_index;
DROP INDEX payment_ref_index;
ALTER TABLE payment DROP COLUMN look_at;
ALTER TABLE payment DROP COLUMN charge_id;
ALTER TABLE payment DROP COLUMN status;
ALTER TABLE payment DROP COLUMN ref;
DROP TABLE checkout;
