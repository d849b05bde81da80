-- Of states of one agent that overlap, the one that comes first; sessions lie beside the others and overlap only each other.
SELECT w.*
FROM (
  SELECT
    p.slot, {columns}, p.start_at, p.end_at,
    ROW_NUMBER() OVER (
      PARTITION BY p.agent_key, p.slot, p.lane, p.start_at ORDER BY t.place, t.start_at DESC, t.state, t.queue
    ) AS nth
  FROM (
    SELECT
      e.agent_key, e.slot, e.lane, e.edge AS start_at,
      LEAD(e.edge) OVER (PARTITION BY e.agent_key, e.slot, e.lane ORDER BY e.edge) AS end_at
    FROM (
      SELECT a.agent_key, a.slot, a.lane, a.start_at AS edge FROM states_cut a
      UNION
      SELECT z.agent_key, z.slot, z.lane, z.end_at AS edge FROM states_cut z
    ) e
  ) p
  JOIN states_cut t ON t.agent_key = p.agent_key AND t.slot = p.slot AND t.lane = p.lane
    AND t.start_at <= p.start_at AND t.end_at >= p.end_at
) w
WHERE w.nth = 1
