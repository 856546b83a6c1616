-- What a provider knows by a reference stands in one row.

DROP INDEX payment_ref_index;
CREATE UNIQUE INDEX payment_provider_ref_key ON payment (provider, ref) WHERE ref IS NOT NULL;
