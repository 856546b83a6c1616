DROP INDEX ban_created_at_index;
DROP TABLE invite;
