-- Contacts whose handle time is too long to be true, cut: the end is cut, so first after-contact work, then hold, then talk.
SELECT
  c.contact_id, {scope},
  c.customer_key, c.agent_key, c.disposition,
  c.started_at, c.queued_at, c.arrived_at, c.answered_at, c.ended_at,
  c.outcome, c.wait_s, c.ring_s, c.ivr_s,
  CASE WHEN c.talk_s > {over} THEN {over} ELSE c.talk_s END AS talk_s,
  CASE WHEN COALESCE(c.talk_s, 0) >= {over} THEN 0 WHEN COALESCE(c.talk_s, 0) + c.hold_s > {over}
    THEN {over} - COALESCE(c.talk_s, 0) ELSE c.hold_s END AS hold_s,
  CASE WHEN COALESCE(c.talk_s, 0) + COALESCE(c.hold_s, 0) >= {over} THEN 0 WHEN c.handle_s > {over}
    THEN {over} - COALESCE(c.talk_s, 0) - COALESCE(c.hold_s, 0) ELSE c.wrap_s END AS wrap_s,
  CASE WHEN c.handle_s > {over} THEN {over} ELSE c.handle_s END AS handle_s,
  c.connected_s, c.legs, c.transfers, c.resolved, c.is_test
FROM contacts_as_they_are c
