-- States of agents as far as they are believed; one that was never left lasts until the records end.
SELECT
  {columns}, b.start_at,
  {ends} AS end_at,
  CASE WHEN b.class = 'session' THEN 1 ELSE 0 END AS lane,
  CASE WHEN b.class = 'busy' THEN 1 WHEN b.class = 'wrap' THEN 2 WHEN b.class = 'offphone' THEN 3 WHEN b.class = 'break' THEN 4
    WHEN b.class = 'ready' THEN 5 WHEN b.class = 'off' THEN 6 ELSE 7 END AS place
FROM (SELECT {columns_read}, r.start_at, COALESCE(r.end_at, {until}) AS end_at FROM agent_states_rows r) b
WHERE {believed}
