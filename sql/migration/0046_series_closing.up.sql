-- A date of a series may close its RSVPs at a time of its own, which has a bit of
-- rule/series.h from now on.
UPDATE event
   SET overrides = event.overrides | 512
  FROM event s
 WHERE s.id = event.series_id
   AND event.rsvp_closes_at IS DISTINCT FROM
       CASE WHEN s.rsvp_closes_at IS NOT NULL
            THEN event.start_time - (s.start_time - s.rsvp_closes_at) END;
