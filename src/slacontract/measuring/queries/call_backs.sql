-- When a contact was called back for the first time, and when the customer was reached.
SELECT b.parent_id, MIN(b.started_at) AS first_at, MIN(CASE WHEN b.outcome = 'answered' THEN b.started_at END) AS reached_at
FROM interactions_rows b
WHERE b.parent_id IS NOT NULL
GROUP BY b.parent_id
