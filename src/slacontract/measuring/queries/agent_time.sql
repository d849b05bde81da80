-- Agent time, each stretch with its length.
SELECT
  {columns}, t.start_at, t.end_at,
  DATE_DIFF('second', t.start_at, t.end_at) AS seconds,
  CASE WHEN {logged} THEN DATE_DIFF('second', t.start_at, t.end_at) ELSE 0 END AS logged_s
FROM {rows} t
