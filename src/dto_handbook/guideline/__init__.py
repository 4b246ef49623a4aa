"""The guideline as data: its clauses, where a DTO goes, and what a reviewer writes."""
