-- Stretches of time cut at the edges of the slots: local midnights, and the edges of what both parties take out.
SELECT
  s.slot, {columns},
  CASE WHEN t.start_at > s.slot_start THEN t.start_at ELSE s.slot_start END AS start_at,
  CASE WHEN t.end_at < s.slot_end THEN t.end_at ELSE s.slot_end END AS end_at
FROM {rows} t
JOIN cuts s ON t.start_at < s.slot_end AND t.end_at > s.slot_start
