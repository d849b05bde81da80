-- Of each scheduled stretch, the seconds in which its agent worked: ready, with a contact, in after-contact work or off the phone.
SELECT
  h.agent_key, h.kind, h.start_at, h.end_at,
  SUM(DATE_DIFF(
    'second',
    CASE WHEN w.start_at > h.start_at THEN w.start_at ELSE h.start_at END,
    CASE WHEN w.end_at < h.end_at THEN w.end_at ELSE h.end_at END
  )) AS adherent_s
FROM (SELECT DISTINCT t.agent_key, t.kind, t.slot, t.start_at, t.end_at FROM schedules_cut t WHERE t.agent_key IS NOT NULL) h
JOIN worked w ON w.agent_key = h.agent_key AND w.slot = h.slot AND w.start_at < h.end_at AND w.end_at > h.start_at
GROUP BY h.agent_key, h.kind, h.start_at, h.end_at
