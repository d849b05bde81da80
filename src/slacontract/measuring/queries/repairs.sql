-- Units repaired, with the time until the same unit comes in again.
SELECT
  {columns}{scope},
  DATE_DIFF('second', t.in_at, t.out_at) AS turnaround_s,
  CASE WHEN t.serial IS NOT NULL
    THEN DATE_DIFF('second', t.out_at, LEAD(t.in_at) OVER (PARTITION BY t.serial ORDER BY t.in_at, t.repair_id)) END AS back_after_s,
  CASE WHEN t.serial IS NOT NULL AND t.symptom IS NOT NULL
    THEN DATE_DIFF('second', t.out_at, LEAD(t.in_at) OVER (PARTITION BY t.serial, t.symptom ORDER BY t.in_at, t.repair_id))
  END AS back_same_after_s,
  DATE_DIFF('second', t.out_at, {until}) AS open_for_s
FROM repairs_rows t
{joins}
