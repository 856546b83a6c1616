DROP TABLE space_span;
ALTER TABLE users DROP COLUMN has_unlisted;
ALTER TABLE users DROP COLUMN has_blocks;
ALTER TABLE users DROP COLUMN in_spaces;
