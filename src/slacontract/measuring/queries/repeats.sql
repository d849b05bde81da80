-- Contacts of identified customers, with the time since the one before and until the next one, and the next that was answered.
SELECT
  r.*,
  DATE_DIFF('second', r.arrived_at, r.next_arrived_at) AS next_after_s,
  DATE_DIFF('second', r.arrived_at, r.next_answered_at) AS next_answered_after_s,
  DATE_DIFF('second', r.last_arrived_at, r.arrived_at) AS since_last_s,
  DATE_DIFF('second', r.arrived_at, {until}) AS open_for_s
FROM (
  SELECT
    c.*,
    LEAD(c.arrived_at) OVER (PARTITION BY {by} ORDER BY c.arrived_at, c.contact_id) AS next_arrived_at,
    LAG(c.arrived_at) OVER (PARTITION BY {by} ORDER BY c.arrived_at, c.contact_id) AS last_arrived_at,
    MIN(CASE WHEN c.outcome = 'answered' THEN c.arrived_at END) OVER (
      PARTITION BY {by} ORDER BY c.arrived_at, c.contact_id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS next_answered_at
  FROM contacts c
  WHERE c.customer_key IS NOT NULL
) r
