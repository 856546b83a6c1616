DROP INDEX payment_provider_ref_key;
CREATE INDEX payment_ref_index ON payment (provider, ref, id) WHERE ref IS NOT NULL;
