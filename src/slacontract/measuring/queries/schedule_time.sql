-- Planned, paid or ordered time: cut where it has an end, else whole in the slot of its start.
SELECT
  {columns}, t.start_at, t.end_at,
  DATE_DIFF('second', t.start_at, t.end_at) * COALESCE(t.heads, 1) AS seconds
FROM schedules_cut t
UNION ALL
SELECT
  {columns}, t.start_at, t.end_at,
  t.hours * 3600 * COALESCE(t.heads, 1) AS seconds
FROM schedules_rows t
WHERE t.end_at IS NULL
