UPDATE event SET is_listed = (visibility = 'public' AND status <> 'draft');
ALTER TABLE event DROP COLUMN published_at;
