-- When an account was placed.
SELECT p.record_id, MIN(p."at") AS placed_at
FROM sales_rows p
WHERE p.kind = 'placement' AND p.record_id IS NOT NULL
GROUP BY p.record_id
