-- The document of each event as the triggers make it, whose functions the program has.

CREATE TEMP TABLE spelled AS
  SELECT id, lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' ||
        substr(hex(id), 13, 4) || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) AS text
    FROM (SELECT id FROM users UNION ALL SELECT id FROM space UNION ALL SELECT id FROM event);
CREATE UNIQUE INDEX temp.spelled_id_index ON spelled (id, text);
UPDATE event SET document = json_object(
    'id', (SELECT text FROM temp.spelled s WHERE s.id = event.id),
    'title', title, 'location', location, 'venue', NULL,
    'image_url', NULL,
    'start_time', strftime('%Y-%m-%dT%H:%M:%SZ', start_time / 1000000, 'unixepoch'),
    'end_time', strftime('%Y-%m-%dT%H:%M:%SZ', end_time / 1000000, 'unixepoch'),
    'timezone', timezone,
    'organizer_id', (SELECT text FROM temp.spelled s WHERE s.id = organizer_id),
    'cluster_id', (SELECT text FROM temp.spelled s WHERE s.id = cluster_id),
    'group_id', (SELECT text FROM temp.spelled s WHERE s.id = group_id),
    'visibility', visibility, 'status', status, 'capacity', capacity,
    'waitlist', json('true'), 'rsvp_closes_at', NULL, 'category_ids', json('[]'),
    'tags', json('[]'),
    'created_at', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000000, 'unixepoch'),
    'updated_at', strftime('%Y-%m-%dT%H:%M:%SZ', updated_at / 1000000, 'unixepoch'));
