-- A table whose rows are counted as they are, with scope that may be that of a contact or ticket.
SELECT {columns}{scope}
FROM {rows} t
{joins}
