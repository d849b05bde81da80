-- Contacts that have one leg: the leg is the contact.
SELECT
  i.contact_id, {scope},
  i.customer_key, i.agent_key, i.disposition,
  i.started_at, i.queued_at, {arrived} AS arrived_at, i.answered_at, i.ended_at,
  i.outcome, i.wait_s, i.ring_s, i.ivr_s, i.talk_s, i.hold_s, i.wrap_s,
  COALESCE(i.talk_s, 0) + COALESCE(i.hold_s, 0) + COALESCE(i.wrap_s, 0) AS handle_s,
  DATE_DIFF('second', i.started_at, i.ended_at) AS connected_s,
  CASE WHEN i.outcome = 'answered' THEN 1 ELSE 0 END AS legs,
  CASE WHEN i.transferred_to IS NOT NULL OR i.ended_by = 'transfer' THEN 1 ELSE 0 END AS transfers,
  i.resolved, i.is_test
FROM interactions_rows i
{where}
