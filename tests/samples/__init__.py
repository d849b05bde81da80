"""The sample contracts and the templates: they check clean, and every month comes out as worked out by hand."""
