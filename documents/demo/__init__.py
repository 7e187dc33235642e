"""Demo data: the report of 2021 and a fictional office, as YAML, and what loads them."""
