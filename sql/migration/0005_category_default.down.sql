-- Those that events use stay.

DELETE FROM category
 WHERE version = 1
   AND NOT EXISTS (SELECT 1 FROM event_category c WHERE c.category_id = category.id);
