DROP INDEX account_unlinked_at_index;
