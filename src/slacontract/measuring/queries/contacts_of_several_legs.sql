-- Contacts that were transferred: scope and wait are those of the first entry into a queue, times those of all legs.
SELECT
  n.contact_id, {scope},
  MAX(n.customer_key) AS customer_key,
  MAX(CASE WHEN n.from_last_answer = 1 AND n.outcome = 'answered' THEN n.agent_key END) AS agent_key,
  MAX(CASE WHEN n.from_last_disposition = 1 THEN n.disposition END) AS disposition,
  MIN(n.started_at) AS started_at, MIN(n.queued_at) AS queued_at,
  COALESCE(MIN(n.queued_at), MIN(n.started_at)) AS arrived_at, MIN(n.answered_at) AS answered_at, MAX(n.ended_at) AS ended_at,
  CASE WHEN SUM(CASE WHEN n.outcome = 'answered' THEN 1 ELSE 0 END) > 0 THEN 'answered'
    ELSE MAX(CASE WHEN n.from_last = 1 THEN n.outcome END) END AS outcome,
  MAX(CASE WHEN n.entry = 1 THEN n.wait_s END) AS wait_s,
  SUM(n.ring_s) AS ring_s, SUM(n.ivr_s) AS ivr_s, SUM(n.talk_s) AS talk_s, SUM(n.hold_s) AS hold_s, SUM(n.wrap_s) AS wrap_s,
  COALESCE(SUM(n.talk_s), 0) + COALESCE(SUM(n.hold_s), 0) + COALESCE(SUM(n.wrap_s), 0) AS handle_s,
  DATE_DIFF('second', MIN(n.started_at), MAX(n.ended_at)) AS connected_s,
  SUM(CASE WHEN n.outcome = 'answered' THEN 1 ELSE 0 END) AS legs,
  SUM(CASE WHEN n.transferred_to IS NOT NULL OR n.ended_by = 'transfer' THEN 1 ELSE 0 END) AS transfers,
  CAST(MAX(CASE WHEN n.resolved THEN 1 WHEN NOT n.resolved THEN 0 END) AS BOOLEAN) AS resolved,
  CAST(MAX(CASE WHEN n.is_test THEN 1 WHEN NOT n.is_test THEN 0 END) AS BOOLEAN) AS is_test
FROM (
  SELECT
    i.*,
    ROW_NUMBER() OVER (
      PARTITION BY i.contact_id ORDER BY CASE WHEN i.queued_at IS NULL THEN 1 ELSE 0 END, i.leg_no
    ) AS entry,
    ROW_NUMBER() OVER (PARTITION BY i.contact_id ORDER BY i.leg_no DESC) AS from_last,
    ROW_NUMBER() OVER (
      PARTITION BY i.contact_id ORDER BY CASE WHEN i.outcome = 'answered' THEN 0 ELSE 1 END, i.leg_no DESC
    ) AS from_last_answer,
    ROW_NUMBER() OVER (
      PARTITION BY i.contact_id ORDER BY CASE WHEN i.disposition IS NULL THEN 1 ELSE 0 END, i.leg_no DESC
    ) AS from_last_disposition
  FROM interactions_rows i
  WHERE i.contact_id IN (SELECT s.contact_id FROM interactions_rows s WHERE s.leg_no <> 1)
) n
GROUP BY n.contact_id
