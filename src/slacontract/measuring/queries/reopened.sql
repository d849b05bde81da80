-- When a ticket was opened again for the first time.
SELECT o.ticket_id, MIN(o."at") AS reopened_at
FROM ticket_events_rows o
WHERE o.field = 'status' AND o."old" IN ('resolved', 'closed') AND o."new" IN ('open', 'pending')
GROUP BY o.ticket_id
