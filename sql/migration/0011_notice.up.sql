-- Mail to many, without harm to the few: whom a mail is for, of which so many a
-- day are enough, and where it goes, so that one slow server does not hold all
-- workers. And what a mail says of an event is fixed when it is decided.

ALTER TABLE job ADD COLUMN recipient_id {id};
-- the domain of the recipient's address
ALTER TABLE job ADD COLUMN destination TEXT;

CREATE INDEX job_recipient_id_index ON job (recipient_id, effect_at)
  WHERE effect_at IS NOT NULL;
CREATE INDEX job_told_index ON job (dedupe_key, effect_at)
  WHERE effect_at IS NOT NULL;

-- What waits is rewritten: a list of users in place of one, the event's facts in
-- place of its id. What is about an event that is gone stays as it is, and is
-- dead when its turn comes.
-- @postgresql
UPDATE job
   SET payload = (payload::jsonb - 'mail' - 'user_id' - 'event_id'
       || jsonb_build_object('notice', payload->>'mail', 'user_ids',
          jsonb_build_array(COALESCE(payload->>'user_id', '00000000-0000-0000-0000-000000000000'))))::json
 WHERE kind = 'mail' AND state <> 'done' AND payload->>'event_id' IS NULL;

UPDATE job
   SET kind = CASE kind WHEN 'announcement' THEN 'notice_page' ELSE kind END,
       payload = json_build_object('notice', payload->>'mail', 'user_ids',
           CASE kind WHEN 'mail' THEN json_build_array(payload->>'user_id')
           ELSE (SELECT COALESCE(json_agg(r.user_id), '[]') FROM rsvp r
                  WHERE r.event_id = e.id AND r.user_id > (payload->>'user_id')::uuid
                    AND r.status IN ('attending', 'maybe', 'waitlisted')) END,
           'event', json_build_object('id', e.id, 'title', e.title, 'start_time',
             CAST(extract(epoch FROM e.start_time) * 1000000 AS bigint), 'timezone', e.timezone,
             'place', COALESCE(e.location, e.venue_name, e.venue_address)))
  FROM event e
 WHERE job.kind IN ('mail', 'announcement') AND job.state <> 'done'
   AND e.id = (job.payload->>'event_id')::uuid;
-- @sqlite
UPDATE job
   SET payload = json_set(json_remove(payload, '$.mail', '$.user_id'), '$.notice',
       json_extract(payload, '$.mail'), '$.user_ids',
       json_array(COALESCE(json_extract(payload, '$.user_id'), '00000000-0000-0000-0000-000000000000')))
 WHERE kind = 'mail' AND state <> 'done' AND json_extract(payload, '$.event_id') IS NULL;

UPDATE job
   SET kind = CASE kind WHEN 'announcement' THEN 'notice_page' ELSE kind END,
       payload = json_object('notice', json_extract(payload, '$.mail'), 'user_ids',
           CASE kind WHEN 'mail' THEN json_array(json_extract(payload, '$.user_id'))
           ELSE (SELECT json_group_array(uuid_text(r.user_id)) FROM rsvp r
                  WHERE r.event_id = e.id AND uuid_text(r.user_id) > json_extract(payload, '$.user_id')
                    AND r.status IN ('attending', 'maybe', 'waitlisted')) END,
           'event', json_object('id', uuid_text(e.id), 'title', e.title, 'start_time', e.start_time,
             'timezone', e.timezone, 'place', COALESCE(e.location, e.venue_name, e.venue_address)))
  FROM event e
 WHERE job.kind IN ('mail', 'announcement') AND job.state <> 'done'
   AND uuid_text(e.id) = json_extract(job.payload, '$.event_id');
-- @end
