-- Stretches in which agents worked.
SELECT t.slot, t.agent_key, t.start_at, t.end_at
FROM {rows} t
WHERE t.class IN ('ready', 'busy', 'wrap', 'offphone')
