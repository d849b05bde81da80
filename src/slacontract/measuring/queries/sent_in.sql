-- When the unit of a contact came in for repair.
SELECT s.contact_id, MIN(s.in_at) AS in_at
FROM repairs_rows s
WHERE s.contact_id IS NOT NULL
GROUP BY s.contact_id
