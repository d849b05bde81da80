-- Changes of tickets and messages in them; a reply has the time since the first customer's message that nobody had answered.
SELECT
  t.ticket_id{scope}, t."at" AS step_at, t.field, t."old" AS old_value, t."new" AS new_value, t."by" AS done_by,
  CASE WHEN t.is_reply = 1 THEN DATE_DIFF('second', t.asked_at, t."at") END AS reply_after_s
FROM (
  SELECT
    g.*,
    MIN(CASE WHEN g.field = 'message_in' THEN g."at" END) OVER (PARTITION BY g.ticket_id, g.turn) AS asked_at
  FROM (
    SELECT
      e.*,
      CASE WHEN e.field = 'message_out' AND e."by" = 'agent' THEN 1 ELSE 0 END AS is_reply,
      COALESCE(SUM(CASE WHEN e.field = 'message_out' AND e."by" = 'agent' THEN 1 ELSE 0 END) OVER (
        PARTITION BY e.ticket_id ORDER BY e."at", e.field, e."new" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ), 0) AS turn
    FROM ticket_events_rows e
  ) g
) t
{joins}
